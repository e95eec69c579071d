import type { ExecutionEventType } from '../../engine/index.ts';
import { builder } from '../builder.ts';
import { eventTypes } from './event-types.ts';
import type { EventFilter } from './narrowed.ts';

const typeNames = Object.keys(eventTypes).filter((name): name is ExecutionEventType => name in eventTypes);

interface EventTypeValue {
  readonly value: ExecutionEventType;
  readonly description: string;
}

/** `NodeCompleted` is `NODE_COMPLETED` here. */
const enumValues: Readonly<Record<string, EventTypeValue>> = Object.fromEntries(
  typeNames.map((type) => [
    type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(),
    { value: type, description: builder.configStore.getTypeConfig(type).description ?? '' },
  ]),
);

const ExecutionEventTypeEnum = builder.enumType('ExecutionEventType', {
  description: 'The types of events, by the names of their object types.',
  values: enumValues,
});

export const ExecutionEventFilter = builder.inputType('ExecutionEventFilter', {
  description: 'Which events are sent: those that satisfy all of these. The cursor passes the others, too.',
  fields: (t) => ({
    types: t.field({ type: [ExecutionEventTypeEnum], description: 'Of one of these types.' }),
    nodeIds: t.idList({ description: 'About one of these nodes.' }),
  }),
});

type FilterInput = typeof ExecutionEventFilter.$inferInput;

export function eventFilterOf(input: FilterInput | null | undefined): EventFilter | null {
  const { types, nodeIds } = input ?? {};
  if (!types && !nodeIds) return null;
  return { types: types ? new Set(types) : null, nodeIds: nodeIds ? new Set(nodeIds) : null };
}
