import { z } from 'zod';
import type { Json, JsonObject } from '../kernel/index.ts';

const nodeId = z
  .string()
  .max(100)
  .regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, 'begins with a letter or _, then letters, digits, _ and -');

const jsonObject = z.record(z.string(), z.json());

export const retryPolicySchema = z.strictObject({
  maxAttempts: z.int().min(1).max(20).default(1),
  backoffMs: z.int().min(0).max(86_400_000).default(500),
  factor: z.number().min(1).max(10).default(2),
  maxBackoffMs: z.int().min(0).max(86_400_000).default(30_000),
  jitter: z.boolean().default(true),
});

export const workflowNodeSchema = z.strictObject({
  id: nodeId,
  type: z.string().min(1).max(100),
  label: z.string().max(200).optional(),
  config: jsonObject.default({}),
  retry: retryPolicySchema.prefault({}),
  timeoutMs: z.int().min(1).max(86_400_000).optional(),
  join: z.enum(['all', 'any']).default('all'),
  /** Only with `join: any`: when it fires, whatever still runs towards it is cancelled. */
  cancelOthers: z.boolean().default(false),
  enabled: z.boolean().default(true),
  position: z.strictObject({ x: z.number(), y: z.number() }).optional(),
});

export const workflowEdgeSchema = z.strictObject({
  id: z.string().min(1).max(200).optional(),
  source: nodeId,
  sourcePort: z.string().min(1).max(100).default('out'),
  target: nodeId,
  condition: z.string().max(10_000).optional(),
  label: z.string().max(200).optional(),
});

export const workflowLimitsSchema = z.strictObject({
  timeoutMs: z.int().min(1).max(604_800_000).default(300_000),
  maxSteps: z.int().min(1).max(1_000_000).default(1000),
  maxIterations: z.int().min(0).max(100_000).default(25),
  maxTokens: z.int().min(1).optional(),
  maxCostUsd: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,6})?$/, 'decimal text, such as "1.00"')
    .optional(),
});

export const workflowGraphSchema = z.strictObject({
  formatVersion: z.literal(1).default(1),
  name: z.string().max(255).optional(),
  description: z.string().max(10_000).optional(),
  inputs: jsonObject.default({}),
  outputs: z.record(z.string(), z.string().max(10_000)).default({}),
  variables: jsonObject.default({}),
  nodes: z.array(workflowNodeSchema),
  edges: z.array(workflowEdgeSchema).default([]),
  limits: workflowLimitsSchema.prefault({}),
  metadata: jsonObject.default({}),
});

export type RetryPolicy = z.output<typeof retryPolicySchema>;
export type WorkflowLimits = z.output<typeof workflowLimitsSchema>;
export type WorkflowNode = Omit<z.output<typeof workflowNodeSchema>, 'config'> & {
  readonly config: JsonObject;
};
export type WorkflowEdge = Omit<z.output<typeof workflowEdgeSchema>, 'id'> & { readonly id: string };

/** The document as people write it. */
export type WorkflowGraphInput = z.input<typeof workflowGraphSchema>;

/** The document with every default filled in. */
export interface WorkflowGraph {
  readonly formatVersion: 1;
  readonly name?: string;
  readonly description?: string;
  readonly inputs: JsonObject;
  readonly outputs: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, Json>>;
  readonly nodes: readonly WorkflowNode[];
  readonly edges: readonly WorkflowEdge[];
  readonly limits: WorkflowLimits;
  readonly metadata: JsonObject;
}
