import { workflowTypes } from '../../runtime/execution-record.ts';
import type { ListStatement } from './execution-list.ts';

export interface ChangedRow {
  readonly ownerId: string;
  readonly id: string;
}

/** Times of acceptance and of the end are those of servers, whose clocks differ. */
const clockDifferenceMs = 60_000;

/**
 * The executions of each owner that have changed in so many milliseconds. There is no index by the time of the last
 * change, which each claim would have to write: what has not ended is looked through, and what has ended is found by its
 * entry of the analytics.
 */
export function changedStatement(
  ownerIds: readonly string[],
  durationMs: number,
  most: number,
): ListStatement {
  const types = workflowTypes.map((type) => `'${type}'`).join(', ');
  return {
    text: `select owner.id as "ownerId", changed.id
      from unnest(?::uuid[]) as owner (id)
      cross join (select now() - make_interval(secs => ?::float8) as at) as since
      cross join lateral (
        (select x.id from workflow_execution x
          where x.owner_id = owner.id and x.workflow_type in (${types}) and x.phase in ('live', 'suspended')
            and x.updated_at >= since.at
          limit ?::int)
        union
        (select e.execution_id from analytics_entry e where e.owner_id = owner.id and e.ended_at >= since.at
          limit ?::int)
        limit ?::int
      ) as changed`,
    values: [`{${ownerIds.join(',')}}`, (durationMs + clockDifferenceMs) / 1000, most, most, most],
  };
}
