import { DatabaseError, type Pool, type PoolClient } from 'pg';
import type { JobQueue, Timer } from '../../runtime/ports/dispatcher.ts';
import {
  type Append,
  CommitError,
  type EventLog,
  type LastPlace,
  type LogPlace,
  type LogSlice,
} from '../../runtime/ports/event-log.ts';
import type { Statement } from '../../runtime/ports/transaction.ts';
import { countAtOnce, isApart } from '../blobs/apart.ts';
import { apartValues } from '../blobs/apart-values.ts';
import { type Held, keepHeld } from '../blobs/blob-references.ts';
import { Packing } from '../blobs/packing.ts';
import { rolledBack } from '../transaction.ts';
import { asking } from '../unavailable.ts';
import { appendStatement } from './append-statement.ts';
import { commitFailureOf } from './commit-failure.ts';
import {
  reached,
  recordedEvent,
  rowWith,
  type StoredEvent,
  type StoredPlace,
  type StoredRow,
  storedPlaces,
  typeOf,
} from './log-row.ts';

interface EventLogOptions {
  readonly pool: Pool;
  /** Where the timers of appends become jobs. */
  readonly jobs: Pick<JobQueue, 'schedule'>;
}

/** The log in PostgreSQL. One commit is one prepared statement; one with timers or large values a transaction. */
export class PostgresEventLog implements EventLog {
  readonly #pool: Pool;
  readonly #jobs: Pick<JobQueue, 'schedule'>;

  constructor({ pool, jobs }: EventLogOptions) {
    this.#pool = pool;
    this.#jobs = jobs;
  }

  async commit(appends: readonly Append[]): Promise<void> {
    const packing = new Packing();
    const statement = written(appends, packing);
    await this.#withClient((client) => this.#commit(client, statement, appends, packing));
    packing.committed();
  }

  async epochsAt(places: readonly LogPlace[]): Promise<readonly (number | null)[]> {
    try {
      const { rows } = await this.#pool.query<{ epoch: number | null }>(epochsStatement(places));
      return rows.map((row) => row.epoch);
    } catch (cause) {
      throw new CommitError('lost', cause);
    }
  }

  read(executionId: string, after: number, limit: number): Promise<LogSlice> {
    return asking(() => this.#read(executionId, after, limit));
  }

  outline(executionId: string, after: number, limit: number): Promise<LogSlice> {
    return asking(async () => {
      const places = await this.#places(executionId, after, limit);
      const events = places.map((place) =>
        recordedEvent(place, isApart(place.stored) ? place.stored[0] : place.stored),
      );
      return { events, more: false };
    });
  }

  async #read(executionId: string, after: number, limit: number): Promise<LogSlice> {
    const places = await this.#places(executionId, after, limit);
    const stored = places.map((place) => place.stored);
    if (!stored.some(isApart))
      return { events: places.map((place) => recordedEvent(place, place.stored)), more: false };
    const some = stored.slice(0, countAtOnce(stored));
    const whole = await this.#together(executionId, some);
    const events = places.slice(0, some.length).map((place, index) => recordedEvent(place, whole[index]));
    return { events, more: some.length < places.length };
  }

  /** Where events are gone, as many places hold less: what lies behind them makes up for it. */
  async #places(executionId: string, after: number, limit: number): Promise<readonly StoredPlace[]> {
    const { rows } = await this.#pool.query<StoredRow>({
      name: 'read-events',
      text: `select sequence, events from execution_event
        where execution_id = $1::uuid and sequence <= $3::int and sequence >= ${rowWith('$1::uuid', '$2::int')}
        order by sequence`,
      values: [executionId, Math.min(after + 1, mostSequence), Math.min(after + limit, mostSequence)],
    });
    const places = storedPlaces(rows, after).slice(0, limit);
    const end = reached(rows, after);
    if (places.length === limit || end < after + limit) return places;
    return [...places, ...(await this.#places(executionId, end, limit - places.length))];
  }

  async lastSequences(executionIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { rows } = await asking(() =>
      this.#pool.query<{ id: string; sequence: number }>({
        name: 'last-sequences',
        text: `select asked.id, last.sequence from unnest($1::uuid[]) as asked (id)
          cross join lateral (
            select sequence + json_array_length(events) - 1 as sequence from execution_event
            where execution_id = asked.id order by execution_event.sequence desc limit 1
          ) as last`,
        values: [executionIds],
      }),
    );
    return new Map(rows.map(({ id, sequence }) => [id, sequence]));
  }

  async last(executionId: string): Promise<LastPlace | null> {
    const { rows } = await asking(() =>
      this.#pool.query<{ sequence: number; stored: StoredEvent }>({
        name: 'last-place',
        text: `select sequence + json_array_length(events) - 1 as sequence, events -> -1 as stored
          from execution_event where execution_id = $1::uuid order by execution_event.sequence desc limit 1`,
        values: [executionId],
      }),
    );
    const [row] = rows;
    return row ? { sequence: row.sequence, type: typeOf(row.stored) } : null;
  }

  async #commit(
    client: PoolClient,
    statement: Statement,
    appends: readonly Append[],
    { blobs, files }: Packing,
  ): Promise<void> {
    const timers = appends.flatMap(({ executionId, timers = [] }) =>
      timers.map((timer) => ({ executionId, ...timer })),
    );
    if (timers.length + blobs.length + files.length === 0) await client.query(statement);
    else await this.#commitTogether(client, statement, { timers, blobs, files });
  }

  async #commitTogether(
    client: PoolClient,
    statement: Statement,
    { timers, ...held }: Held & { readonly timers: readonly Timer[] },
  ): Promise<void> {
    await client.query('begin');
    await keepHeld(client, held);
    await client.query(statement);
    if (timers.length > 0) await this.#jobs.schedule(timers, client);
    await client.query('commit');
  }

  async #together(executionId: string, data: readonly (object | null)[]): Promise<readonly unknown[]> {
    const { rows } = await this.#pool.query<{ owner_id: string }>({
      name: 'owner-of-execution',
      text: 'select owner_id from workflow_execution where id = $1',
      values: [executionId],
    });
    const [owner] = rows;
    if (!owner) throw new Error(`execution ${executionId} has a log and no row`);
    return apartValues(this.#pool, owner.owner_id).columns(data);
  }

  /** @throws CommitError */
  async #withClient(work: (client: PoolClient) => Promise<unknown>): Promise<void> {
    let client: PoolClient | undefined;
    let isUsable = true;
    try {
      client = await this.#pool.connect();
      await work(client);
    } catch (cause) {
      isUsable = cause instanceof DatabaseError && client !== undefined && (await rolledBack(client));
      throw new CommitError(commitFailureOf(cause), cause);
    } finally {
      client?.release(!isUsable);
    }
  }
}

/** A sequence that no log reaches, and every cursor may name. */
const mostSequence = 2 ** 31 - 1;

/** @throws CommitError `refused`: no row can hold it */
function written(appends: readonly Append[], packing: Packing): Statement {
  try {
    return appendStatement(appends, packing);
  } catch (cause) {
    throw new CommitError('refused', cause);
  }
}

function epochsStatement(places: readonly LogPlace[]): Statement {
  return {
    name: 'epochs-at',
    text: `select case when p.worker is null or e.epoch is null then e.epoch
        when x.epoch = e.epoch and x.claimed_by = p.worker then e.epoch else -1 end as epoch
      from unnest($1::uuid[], $2::int[], $3::text[]) with ordinality as p (execution_id, sequence, worker, place)
      left join execution_event e on e.execution_id = p.execution_id and e.sequence = p.sequence
      left join workflow_execution x on x.id = p.execution_id and p.worker is not null
      order by p.place`,
    values: [
      places.map((place) => place.executionId),
      places.map((place) => place.sequence),
      places.map((place) => place.worker ?? null),
    ],
  };
}
