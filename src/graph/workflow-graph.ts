import { z } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';

/**
 * Comments on the canvas are nodes of this type. It is the one type the document itself knows: a note is part of no
 * run, so it has no place in the graph's identity and need not be reachable.
 */
export const noteType = 'note';

/** Names that objects have from birth: state keyed by node id must not meet them. */
const reservedIds: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export const nodeIdSchema = z
  .string()
  .max(100)
  .regex(
    /^[A-Za-z_][A-Za-z0-9_-]*$/,
    'must begin with a letter or _, then have letters, digits, _ and - only',
  )
  .refine((id) => !reservedIds.has(id), 'is reserved: choose another id');

/** Whether it is JSON all the way down has been checked before. */
const jsonObject = z.custom<JsonObject>(isJsonObject, 'must be an object');

export const retryPolicySchema = z.strictObject({
  maxAttempts: z.int().min(1).max(20).default(1),
  backoffMs: z.int().min(0).max(86_400_000).default(500),
  factor: z.number().min(1).max(10).default(2),
  maxBackoffMs: z.int().min(0).max(86_400_000).default(30_000),
  jitter: z.boolean().default(true),
});

export const nodePositionSchema = z.strictObject({ x: z.number(), y: z.number() });

export const workflowNodeSchema = z.strictObject({
  id: nodeIdSchema,
  type: z.string().min(1).max(100),
  label: z.string().max(200).exactOptional(),
  config: jsonObject.default({}),
  retry: retryPolicySchema.prefault({}),
  timeoutMs: z.int().min(1).max(86_400_000).exactOptional(),
  /** How long an attempt may give no sign of life. */
  idleTimeoutMs: z.int().min(1).max(300_000).exactOptional(),
  join: z.enum(['all', 'any']).default('all'),
  /** Only with `join: any`: when it fires, whatever still runs towards it is cancelled. */
  cancelOthers: z.boolean().default(false),
  enabled: z.boolean().default(true),
  position: nodePositionSchema.exactOptional(),
});

/** What can be said of every node, whatever its kind. */
export const nodeKeys: ReadonlySet<string> = new Set(Object.keys(workflowNodeSchema.shape));

export const workflowEdgeSchema = z.strictObject({
  id: z.string().min(1).max(200).exactOptional(),
  source: nodeIdSchema,
  sourcePort: z.string().min(1).max(100).default('out'),
  target: nodeIdSchema,
  condition: z.string().max(10_000).exactOptional(),
  label: z.string().max(200).exactOptional(),
});

export const workflowLimitsSchema = z.strictObject({
  timeoutMs: z.int().min(1).max(604_800_000).default(300_000),
  maxSteps: z.int().min(1).max(1_000_000).default(1000),
  maxIterations: z.int().min(0).max(100_000).default(25),
  maxTokens: z.int().min(1).exactOptional(),
  maxCostUsd: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be decimal text, such as "1.00"')
    .exactOptional(),
});

export const workflowGraphSchema = z.strictObject({
  formatVersion: z.literal(1).default(1),
  name: z.string().max(255).exactOptional(),
  description: z.string().max(10_000).exactOptional(),
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
export type WorkflowNode = Readonly<z.output<typeof workflowNodeSchema>>;
export type WorkflowEdge = Readonly<Omit<z.output<typeof workflowEdgeSchema>, 'id'>> & {
  readonly id: string;
};

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
