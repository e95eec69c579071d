import type { EventOf } from '../engine/index.ts';
import { isJsonObject, type Json, type Message } from '../kernel/index.ts';
import type { ExecutionRecord } from './execution-record.ts';
import type { ExecutionRequest } from './execution-request.ts';
import { requestHash } from './request-hash.ts';
import { tightenedLimits } from './tightened-limits.ts';
import type { ValidWorkflow } from './workflows.ts';

/** An execution as it is accepted: its row, the graph it is bound to, and the first event of its log. */
export interface ExecutionContext {
  readonly record: ExecutionRecord;
  /** The graph in its canonical form: the same for every request with this hash. */
  readonly canonical: string;
  readonly queued: EventOf<'ExecutionQueued'>;
  /** The user's turn, if there is one. */
  readonly message: string | null;
}

/** What a request becomes once its graph is validated: request → record and first event, the one conversion. */
export function contextOf(
  request: ExecutionRequest,
  { hash, canonical, compiled }: ValidWorkflow,
  { id, at }: { readonly id: string; readonly at: number },
): ExecutionContext {
  const { message, history, waitMs: _, graph: __, asked, ...settings } = request;
  const input = inputWithMessage(request.input, message);
  return {
    record: {
      ...settings,
      id,
      input,
      limits: tightenedLimits(compiled.graph.limits, request.limits),
      graphHash: hash,
      requestHash: request.idempotencyKey === null ? null : requestHash(asked),
      queuedAt: at,
    },
    canonical,
    queued: { type: 'ExecutionQueued', at, input, messages: [...history, ...turnOf(message)] },
    message,
  };
}

function turnOf(message: string | null): readonly Message[] {
  return message === null ? [] : [{ role: 'user', content: message }];
}

/** The user's turn is also part of the input, unless the input is no object that could hold it. */
function inputWithMessage(input: Json, message: string | null): Json {
  if (message === null) return input;
  if (input === null) return { message };
  return isJsonObject(input) ? { ...input, message } : input;
}
