import type { EventOf, ExecutionEvent, ExecutionEventType } from '../../engine/index.ts';
import { builder } from '../builder.ts';

/** An event as it is shown: with the log that it is of, and its place there. */
export interface RecordedFact<Event extends ExecutionEvent = ExecutionEvent> {
  readonly executionId: string;
  readonly sequence: number;
  readonly event: Event;
}

/** The object type of one type of event: it has the same name. */
export function fact<Type extends ExecutionEventType>(type: Type) {
  return builder.objectRef<RecordedFact<EventOf<Type>>>(type);
}
