import { DatabaseError, type Pool } from 'pg';
import {
  type Append,
  CommitError,
  type EventLog,
  type RecordedEvent,
} from '../../runtime/ports/event-log.ts';
import { appendStatement } from './append-statement.ts';
import { type EventRow, recordedEvent } from './event-row.ts';

/** The log in PostgreSQL. One commit is one prepared statement. */
export class PostgresEventLog implements EventLog {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async commit(appends: readonly Append[]): Promise<void> {
    const { name, text, values } = appendStatement(appends);
    try {
      await this.#pool.query({ name, text, values: [...values] });
    } catch (cause) {
      throw new CommitError(failureOf(cause), cause);
    }
  }

  async epochsAt(
    places: readonly { readonly executionId: string; readonly sequence: number }[],
  ): Promise<readonly (number | null)[]> {
    const { rows } = await this.#pool.query<{ epoch: number | null }>({
      name: 'epochs',
      text: `select e.epoch from unnest($1::uuid[], $2::int[]) with ordinality as p (execution_id, sequence, place)
        left join execution_event e on e.execution_id = p.execution_id and e.sequence = p.sequence
        order by p.place`,
      values: [places.map((place) => place.executionId), places.map((place) => place.sequence)],
    });
    return rows.map((row) => row.epoch);
  }

  async read(executionId: string, after: number, limit: number): Promise<readonly RecordedEvent[]> {
    const { rows } = await this.#pool.query<EventRow>({
      name: 'events',
      text: `select sequence, type, extract(epoch from at)::float8 * 1000 as at, path, attempt, data::text as data
        from execution_event where execution_id = $1::uuid and sequence > $2::int order by sequence limit $3::int`,
      values: [executionId, after, limit],
    });
    return rows.map(recordedEvent);
  }
}

/** The guard of the statement divides by zero where a row was not the owner's any more. */
const conflicts: ReadonlySet<string> = new Set(['23505', '22012']);
/** Classes in which the server gave up for reasons of its own: shutting down, out of something, a lost connection. */
const serverTrouble = /^(08|53|57|58|40|55)/;

function failureOf(cause: unknown): 'conflict' | 'refused' | 'lost' {
  if (!(cause instanceof DatabaseError) || cause.code === undefined) return 'lost';
  if (conflicts.has(cause.code)) return 'conflict';
  return serverTrouble.test(cause.code) ? 'lost' : 'refused';
}
