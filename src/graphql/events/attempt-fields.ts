import type { ObjectFieldBuilder } from '@pothos/core';
import type { EventOf } from '../../engine/index.ts';
import type { ApiTypes } from '../builder.ts';
import { ofLongDurations, shownDuration } from '../executions/shown-duration.ts';
import { Usage } from '../usage.ts';
import type { RecordedFact } from './recorded-fact.ts';

type EndOfAttempt = EventOf<'NodeCompleted' | 'NodeFailed' | 'NodeCancelled'>;

/** What the events of the attempt that ends here add up to: read from the log where a client asks for it. */
export function attemptFields<Event extends EndOfAttempt>(
  t: ObjectFieldBuilder<ApiTypes, RecordedFact<Event>>,
) {
  return {
    durationMs: t.int({
      nullable: true,
      description: `How long the attempt took, in milliseconds; null for a kind of node that only computes. ${ofLongDurations}`,
      resolve: async (place, _, { attempts }) => shownDuration((await attempts.at(place)).durationMs),
    }),
    usage: t.field({
      type: Usage,
      nullable: true,
      description: 'What its models and tools used; null if it called none.',
      resolve: async (place, _, { attempts }) => (await attempts.at(place)).usage,
    }),
  };
}
