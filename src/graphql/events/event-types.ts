import type { ObjectRef } from '@pothos/core';
import type { EventOf, ExecutionEventType } from '../../engine/index.ts';
import type { ApiTypes } from '../builder.ts';
import { contentEvents } from './content-events.ts';
import { executionEvents } from './execution-events.ts';
import { nodeEvents } from './node-events.ts';
import type { RecordedFact } from './recorded-fact.ts';
import { scopeEvents } from './scope-events.ts';

/** The object type of every type of event. An event without one would not compile. */
export const eventTypes: {
  readonly [Type in ExecutionEventType]: ObjectRef<ApiTypes, RecordedFact<EventOf<Type>>>;
} = { ...executionEvents, ...nodeEvents, ...scopeEvents, ...contentEvents };
