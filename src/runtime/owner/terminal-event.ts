import type { Decision, EventOf, ExecutionState } from '../../engine/index.ts';
import { storable } from '../../kernel/index.ts';
import type { CompiledWorkflow } from '../../nodes/index.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import type { ConversationAnswer, ExecutionEnd } from '../ports/event-log.ts';
import { conversationAnswer } from './conversation-answer.ts';
import { executionOutput } from './execution-output.ts';
import { executionFacts } from './node-values.ts';

export type TerminalDecision = Extract<Decision, { type: `${string}Execution` }>;

export type TerminalEvent = { readonly at: number } & (
  | EventOf<'ExecutionCompleted'>
  | EventOf<'ExecutionFailed'>
  | EventOf<'ExecutionCancelled'>
);

interface Ending {
  readonly record: ExecutionRecord;
  readonly workflow: CompiledWorkflow;
  readonly state: ExecutionState;
}

/** The last event of the log: what the execution gives is computed here, and recorded. */
export function terminalEvent(decision: TerminalDecision, ending: Ending, at: number): TerminalEvent {
  switch (decision.type) {
    case 'completeExecution': {
      const { record, workflow, state } = ending;
      const output = storable(executionOutput(workflow, state, executionFacts(record, at)));
      return { at, type: 'ExecutionCompleted', output };
    }
    case 'failExecution': {
      const { error, nodeId, path } = decision;
      return { at, type: 'ExecutionFailed', error, nodeId, path };
    }
    case 'cancelExecution':
      return { at, type: 'ExecutionCancelled' };
  }
}

/** What the row of the execution, and its conversation, learn of the end in the commit of its event. */
export function endOf(
  event: TerminalEvent,
  { record, state }: Omit<Ending, 'workflow'>,
  newId: () => string,
): ExecutionEnd {
  const { usage, firstTextAt } = state;
  const answer = answerOf(event, { record, state }, newId);
  return {
    status: statusOf(event),
    at: event.at,
    output: event.type === 'ExecutionCompleted' ? event.output : null,
    error:
      event.type === 'ExecutionFailed' ? { ...event.error, nodeId: event.nodeId, path: event.path } : null,
    usage,
    firstTextAt,
    ...(answer === null ? {} : { answer }),
  };
}

function answerOf(
  event: TerminalEvent,
  { record, state }: Omit<Ending, 'workflow'>,
  newId: () => string,
): ConversationAnswer | null {
  const { conversationId } = record;
  if (event.type !== 'ExecutionCompleted' || conversationId === null) return null;
  const content = conversationAnswer(event.output, state.messages);
  return content === null ? null : { id: newId(), conversationId, content };
}

function statusOf({ type }: TerminalEvent): 'completed' | 'failed' | 'cancelled' {
  if (type === 'ExecutionCompleted') return 'completed';
  return type === 'ExecutionFailed' ? 'failed' : 'cancelled';
}
