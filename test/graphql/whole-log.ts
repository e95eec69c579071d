import type { ExecutionEvent, ExecutionEventType, Usage } from '../../src/engine/index.ts';

const answer = { nodeId: 'answer', path: 'refine[2]/answer', attempt: 2 };
const other = { nodeId: 'other', path: 'other', attempt: 1 };
const error = { code: 'model/unavailable', message: 'it does not answer', retryable: true };

export const usage: Usage = {
  inputTokens: 7,
  outputTokens: 11,
  cachedTokens: null,
  reasoningTokens: null,
  totalTokens: 18,
  costMicroUsd: 10_500,
  modelCalls: 1,
  toolCalls: 0,
};

/** One event of every type; the compiler asks for a new one. */
const events: { readonly [Type in ExecutionEventType]: Extract<ExecutionEvent, { type: Type }> } = {
  ExecutionQueued: {
    type: 'ExecutionQueued',
    at: 1,
    input: { a: 1 },
    messages: [{ role: 'user', content: 'Hi' }],
  },
  ExecutionStarted: { type: 'ExecutionStarted', at: 2 },
  ExecutionRecovered: { type: 'ExecutionRecovered', at: 3 },
  ExecutionSuspended: { type: 'ExecutionSuspended', at: 4, until: 5 },
  ExecutionResumed: { type: 'ExecutionResumed', at: 6 },
  LoopIterationStarted: {
    type: 'LoopIterationStarted',
    at: 7,
    nodeId: 'refine',
    path: 'refine[2]/refine',
    iteration: 2,
  },
  ScopeStarted: { type: 'ScopeStarted', at: 7, nodeId: 'each', path: 'each[17]' },
  ScopeCompleted: { type: 'ScopeCompleted', at: 7, nodeId: 'each', path: 'each[17]', output: { a: 1 } },
  ScopeFailed: { type: 'ScopeFailed', at: 7, nodeId: 'each', path: 'each[18]', error },
  NodeSkipped: { type: 'NodeSkipped', at: 8, ...other },
  NodeStarted: { type: 'NodeStarted', at: 10, ...answer },
  NodeSuspended: { type: 'NodeSuspended', at: 11, until: null, ...answer },
  NodeResumed: { type: 'NodeResumed', at: 12, ...answer },
  NodeSuperseded: { type: 'NodeSuperseded', at: 13, ...answer, attempt: 1 },
  ReasoningDelta: { type: 'ReasoningDelta', at: 14, text: 'Hm', ...answer },
  TextDelta: { type: 'TextDelta', at: 15, text: 'Yes', ...answer },
  ToolCallStarted: {
    type: 'ToolCallStarted',
    at: 16,
    call: { id: 'c', name: 'search', arguments: { q: 1 } },
    ...answer,
  },
  BudgetReserved: { type: 'BudgetReserved', at: 16, mostMicroUsd: 20_000, ...answer },
  UsageRecorded: {
    type: 'UsageRecorded',
    at: 17,
    provider: 'offline',
    model: 'echo',
    usage,
    cacheWriteTokens: 3,
    priceVersion: 'always input=700.00',
    reservedMicroUsd: 20_000,
    ...answer,
  },
  LogWritten: { type: 'LogWritten', at: 18, level: 'warn', message: 'slow', data: { a: 1 } },
  NodeCompleted: {
    type: 'NodeCompleted',
    at: 100,
    ...answer,
    port: 'out',
    output: { text: 'Yes' },
    messages: [{ role: 'assistant', content: 'Yes' }],
    variables: [{ name: 'tries', operation: 'increment', value: 1 }],
  },
  NodeFailed: { type: 'NodeFailed', at: 106, ...other, error, retrying: true, edges: [], text: 'Pa' },
  NodeRetryScheduled: { type: 'NodeRetryScheduled', at: 107, until: 200, ...other },
  NodeCancelled: { type: 'NodeCancelled', at: 108, text: 'Par', ...other, attempt: 2 },
  ExecutionCancelled: { type: 'ExecutionCancelled', at: 109 },
  ExecutionCompleted: { type: 'ExecutionCompleted', at: 110, output: null },
  ExecutionFailed: { type: 'ExecutionFailed', at: 111, error, nodeId: null, path: null },
};

/** Not a run that could be: the events of every type, with a second call in the attempt that completes. */
export const wholeLog: readonly ExecutionEvent[] = Object.values(events).flatMap(
  (event): readonly ExecutionEvent[] => {
    if (event.type === 'LogWritten') return [event, { ...events.UsageRecorded, at: 19 }];
    if (event.type === 'NodeFailed') return [{ type: 'NodeStarted', at: 101, ...other }, event];
    return [event];
  },
);
