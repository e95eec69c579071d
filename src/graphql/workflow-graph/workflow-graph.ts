import type {
  RetryPolicy as RetryPolicyShape,
  WorkflowEdge as WorkflowEdgeShape,
  WorkflowGraph as WorkflowGraphShape,
  WorkflowLimits,
  WorkflowNode as WorkflowNodeShape,
} from '../../graph/index.ts';
import { builder } from '../builder.ts';
import { JoinMode } from './join-mode.ts';

const RetryPolicy = builder.objectRef<RetryPolicyShape>('RetryPolicy').implement({
  description: 'How often and how soon a failed node is tried again.',
  fields: (t) => ({
    maxAttempts: t.exposeInt('maxAttempts', { description: 'Attempts in all.' }),
    backoffMs: t.exposeInt('backoffMs', { description: 'Milliseconds before the second attempt.' }),
    factor: t.exposeFloat('factor', {
      description: 'By what factor each pause is longer than the one before.',
    }),
    maxBackoffMs: t.exposeInt('maxBackoffMs', { description: 'The longest pause, in milliseconds.' }),
    jitter: t.exposeBoolean('jitter', { description: 'Whether each pause is shortened at random.' }),
  }),
});

const Position = builder.objectRef<{ readonly x: number; readonly y: number }>('Position').implement({
  description: 'A place on the canvas.',
  fields: (t) => ({
    x: t.exposeFloat('x', { description: 'From the left.' }),
    y: t.exposeFloat('y', { description: 'From the top.' }),
  }),
});

const WorkflowNode = builder.objectRef<WorkflowNodeShape>('WorkflowNode').implement({
  description: 'A node of a workflow.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its name in the graph; other graphs may have the same.' }),
    type: t.exposeString('type', { description: 'Its kind, one of `nodeTypes`.' }),
    label: t.exposeString('label', { nullable: true, description: 'Its name, for people.' }),
    config: t.expose('config', { type: 'JSON', description: 'Its settings.' }),
    retry: t.expose('retry', { type: RetryPolicy, description: 'Whether it is tried again.' }),
    timeoutMs: t.exposeInt('timeoutMs', {
      nullable: true,
      description: 'How long one attempt may take, in milliseconds; waits do not count.',
    }),
    idleTimeoutMs: t.exposeInt('idleTimeoutMs', {
      nullable: true,
      description: 'How long one attempt may show no sign of life, in milliseconds.',
    }),
    join: t.expose('join', { type: JoinMode, description: 'When it begins.' }),
    cancelOthers: t.exposeBoolean('cancelOthers', {
      description: 'With `join: ANY`: what still runs towards this node is cancelled when it begins.',
    }),
    enabled: t.exposeBoolean('enabled', { description: 'False: it is passed through without effect.' }),
    position: t.expose('position', {
      type: Position,
      nullable: true,
      description: 'Its place on the canvas.',
    }),
  }),
});

const WorkflowEdge = builder.objectRef<WorkflowEdgeShape>('WorkflowEdge').implement({
  description: 'A connection from an output port of one node to another node.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its name in the graph; other graphs may have the same.' }),
    source: t.exposeID('source', { description: 'The node that it comes from.' }),
    sourcePort: t.exposeString('sourcePort', { description: 'The output port that it comes from.' }),
    target: t.exposeID('target', { description: 'The node that it leads to.' }),
    condition: t.exposeString('condition', {
      nullable: true,
      description: 'A CEL expression: the edge is taken where it is true.',
    }),
    label: t.exposeString('label', { nullable: true, description: 'Its name, for people.' }),
  }),
});

const ExecutionLimits = builder.objectRef<WorkflowLimits>('ExecutionLimits').implement({
  description: 'Bounds on an execution.',
  fields: (t) => ({
    timeoutMs: t.exposeInt('timeoutMs', {
      description: 'How long it may run, in milliseconds, not counting the time while it is suspended.',
    }),
    maxSteps: t.exposeInt('maxSteps', { description: 'How many nodes it may visit.' }),
    maxIterations: t.exposeInt('maxIterations', {
      description: 'How many iterations a loop without a loop node may have.',
    }),
    maxTokens: t.exposeInt('maxTokens', {
      nullable: true,
      description: 'How many tokens its models may use, as far as their providers tell; null: no bound.',
    }),
    maxCostUsd: t.exposeString('maxCostUsd', {
      nullable: true,
      description: 'What its models may cost, in US dollars as decimal text; null: no bound.',
    }),
  }),
});

export const WorkflowGraph = builder.objectRef<WorkflowGraphShape>('WorkflowGraph').implement({
  description: 'A workflow with every default filled in. Its fields are those of `WorkflowGraphInput`.',
  fields: (t) => ({
    nodes: t.field({ type: [WorkflowNode], description: 'Its nodes.', resolve: ({ nodes }) => nodes }),
    edges: t.field({ type: [WorkflowEdge], description: 'Its edges.', resolve: ({ edges }) => edges }),
    inputs: t.expose('inputs', { type: 'JSON', description: 'JSON Schema of its input.' }),
    outputs: t.expose('outputs', {
      type: 'JSON',
      description:
        'Its output: an object of names with CEL expressions. One that has no value at the end gives null.',
    }),
    variables: t.expose('variables', {
      type: 'JSON',
      description: 'Its variables: an object of names with initial values.',
    }),
    limits: t.expose('limits', { type: ExecutionLimits, description: 'Bounds on each execution of it.' }),
    metadata: t.expose('metadata', {
      type: 'JSON',
      description: 'An object that Chatter keeps and does not read.',
    }),
  }),
});
