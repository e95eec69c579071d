import { builder } from '../builder.ts';
import { JoinMode } from './join-mode.ts';

const RetryPolicyInput = builder.inputType('RetryPolicyInput', {
  description: 'How often and how soon a failed node is tried again, if its error is one that may pass.',
  fields: (t) => ({
    maxAttempts: t.int({ description: 'Attempts in all: 1 to 20; 1 by default.' }),
    backoffMs: t.int({ description: 'Milliseconds before the second attempt; 500 by default.' }),
    factor: t.float({
      description: 'By what factor each pause is longer than the one before: 1 to 10; 2 by default.',
    }),
    maxBackoffMs: t.int({ description: 'The longest pause, in milliseconds; 30000 by default.' }),
    jitter: t.boolean({ description: 'Whether each pause is shortened at random; true by default.' }),
  }),
});

const PositionInput = builder.inputType('PositionInput', {
  description: 'A place on the canvas. It changes nothing about what runs.',
  fields: (t) => ({
    x: t.float({ required: true, description: 'From the left.' }),
    y: t.float({ required: true, description: 'From the top.' }),
  }),
});

const WorkflowNodeInput = builder.inputType('WorkflowNodeInput', {
  description: 'A node of a workflow.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Its name in the graph: letters, digits, `_` and `-`.' }),
    type: t.string({ required: true, description: 'Its kind, one of `nodeTypes`.' }),
    label: t.string({ description: 'Its name, for people.' }),
    config: t.field({
      type: 'JSON',
      description: 'Its settings, as `configSchema` of its kind describes them.',
    }),
    retry: t.field({
      type: RetryPolicyInput,
      description: 'Whether a failed attempt is repeated; by default, there is only one attempt.',
    }),
    timeoutMs: t.int({ description: 'How long one attempt may take, in milliseconds; waits do not count.' }),
    idleTimeoutMs: t.int({
      description:
        'How long one attempt may show no sign of life, in milliseconds: up to 300000. Signs are what it streams, and every piece of an answer that it receives.',
    }),
    join: t.field({ type: JoinMode, description: 'When it begins; `ALL` by default.' }),
    cancelOthers: t.boolean({
      description: 'With `join: ANY`: what still runs towards this node is cancelled when it begins.',
    }),
    enabled: t.boolean({ description: 'False: it is passed through without effect. True by default.' }),
    position: t.field({ type: PositionInput, description: 'Its place on the canvas.' }),
  }),
});

const WorkflowEdgeInput = builder.inputType('WorkflowEdgeInput', {
  description: 'A connection from an output port of one node to another node.',
  fields: (t) => ({
    id: t.id({ description: 'Its name in the graph; by default, one is made up.' }),
    source: t.id({ required: true, description: 'The node that it comes from.' }),
    sourcePort: t.string({ defaultValue: 'out', description: 'The output port that it comes from.' }),
    target: t.id({ required: true, description: 'The node that it leads to.' }),
    condition: t.string({ description: 'A CEL expression: the edge is taken where it is true.' }),
    label: t.string({ description: 'Its name, for people.' }),
  }),
});

export const ExecutionLimitsInput = builder.inputType('ExecutionLimitsInput', {
  description: 'Bounds on an execution. Those of a request may only tighten those of its graph.',
  fields: (t) => ({
    timeoutMs: t.int({
      description: 'How long it may run, in milliseconds, not counting the time while it is suspended.',
    }),
    maxSteps: t.int({ description: 'How many nodes it may visit.' }),
    maxIterations: t.int({ description: 'How many iterations a loop without a loop node may have.' }),
    maxTokens: t.int({ description: 'How many tokens its models may use, as far as their providers tell.' }),
    maxCostUsd: t.string({
      description:
        'What its models may cost, in US dollars as decimal text: `1.00`. No call is then made that could cost more than is left, or whose cost is unknown.',
    }),
  }),
});

export const WorkflowGraphInput = builder.inputType('WorkflowGraphInput', {
  description: 'A workflow: nodes and the edges between them.',
  fields: (t) => ({
    nodes: t.field({
      type: [WorkflowNodeInput],
      required: true,
      description: 'Its nodes; exactly one is a `start`.',
    }),
    edges: t.field({ type: [WorkflowEdgeInput], required: true, description: 'Its edges.' }),
    inputs: t.field({ type: 'JSON', description: 'JSON Schema of its input.' }),
    outputs: t.field({
      type: 'JSON',
      description:
        'Its output: an object of names with CEL expressions. One that has no value at the end gives null.',
    }),
    variables: t.field({
      type: 'JSON',
      description: 'Its variables: an object of names with initial values.',
    }),
    limits: t.field({ type: ExecutionLimitsInput, description: 'Bounds on each execution of it.' }),
    metadata: t.field({ type: 'JSON', description: 'An object that Chatter keeps and does not read.' }),
  }),
});
