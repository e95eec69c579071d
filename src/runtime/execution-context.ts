import type { EventOf } from '../engine/index.ts';
import { hashGraph, type WorkflowGraph, withoutLayout } from '../graph/index.ts';
import { isJsonObject, type Json, type Message } from '../kernel/index.ts';
import type { ExecutionRequest } from './execution-request.ts';
import type { ExecutionRecord } from './ports/execution-store.ts';
import { requestHash } from './request-hash.ts';
import { tightenedLimits } from './tightened-limits.ts';

/** An execution as it is accepted: its row, the graph it is bound to, and the first event of its log. */
export interface ExecutionContext {
  readonly record: ExecutionRecord;
  /** Without its layout, so that it is the same for every request with its hash. */
  readonly graph: WorkflowGraph;
  readonly queued: EventOf<'ExecutionQueued'>;
}

/** What a request becomes once its graph is validated: request → record and first event, the one conversion. */
export function contextOf(
  request: ExecutionRequest,
  graph: WorkflowGraph,
  { id, at }: { readonly id: string; readonly at: number },
): ExecutionContext {
  const { message, waitMs: _, graph: __, asked, ...settings } = request;
  const input = inputWithMessage(request.input, message);
  return {
    record: {
      ...settings,
      id,
      input,
      limits: tightenedLimits(graph.limits, request.limits),
      graphHash: hashGraph(graph),
      requestHash: requestHash(asked),
      queuedAt: at,
    },
    graph: withoutLayout(graph),
    queued: { type: 'ExecutionQueued', at, input, messages: firstMessages(message) },
  };
}

function firstMessages(message: string | null): readonly Message[] {
  return message === null ? [] : [{ role: 'user', content: message }];
}

/** The user's turn is also part of the input, unless the input says what its message is. */
function inputWithMessage(input: Json, message: string | null): Json {
  if (message === null) return input;
  if (input === null) return { message };
  return isJsonObject(input) ? { ...input, message } : input;
}
