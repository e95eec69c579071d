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
import { countAtOnce, isApart } from '../blobs/apart.ts';
import { apartValues } from '../blobs/apart-values.ts';
import { type Held, keepHeld } from '../blobs/blob-references.ts';
import { Packing } from '../blobs/packing.ts';
import { openTransaction } from '../execution-store/transaction.ts';
import type { Statement } from '../statement.ts';
import { asking } from '../unavailable.ts';
import { appendStatement } from './append-statement.ts';
import { commitFailureOf } from './commit-failure.ts';
import { type EventRow, recordedEvent } from './event-row.ts';

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
    await this.#withClient((client) => this.#commit(client, appends, packing));
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

  async #read(executionId: string, after: number, limit: number): Promise<LogSlice> {
    const { rows } = await this.#pool.query<EventRow>({
      name: 'read-events',
      text: `select sequence, type, extract(epoch from at)::float8 * 1000 as at, path, attempt, data
        from execution_event where execution_id = $1::uuid and sequence > $2::int order by sequence limit $3::int`,
      values: [executionId, after, limit],
    });
    const data = rows.map((row) => row.data);
    if (!data.some(isApart)) return { events: rows.map((row) => recordedEvent(row, row.data)), more: false };
    const some = data.slice(0, countAtOnce(data));
    const whole = await this.#together(executionId, some);
    const events = rows.slice(0, some.length).map((row, index) => recordedEvent(row, whole[index]));
    return { events, more: some.length < rows.length };
  }

  async lastSequences(executionIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { rows } = await asking(() =>
      this.#pool.query<{ id: string; sequence: number }>({
        name: 'last-sequences',
        text: `select asked.id, last.sequence from unnest($1::uuid[]) as asked (id)
          cross join lateral (
            select sequence from execution_event where execution_id = asked.id order by sequence desc limit 1
          ) as last`,
        values: [executionIds],
      }),
    );
    return new Map(rows.map(({ id, sequence }) => [id, sequence]));
  }

  async last(executionId: string): Promise<LastPlace | null> {
    const { rows } = await asking(() =>
      this.#pool.query<LastPlace>({
        name: 'last-place',
        text: `select sequence, type from execution_event where execution_id = $1::uuid
          order by sequence desc limit 1`,
        values: [executionId],
      }),
    );
    return rows[0] ?? null;
  }

  async #commit(client: PoolClient, appends: readonly Append[], packing: Packing): Promise<void> {
    const statement = appendStatement(appends, packing);
    const timers = appends.flatMap(({ executionId, timers = [] }) =>
      timers.map((timer) => ({ executionId, ...timer })),
    );
    const { blobs, files } = packing;
    if (timers.length + blobs.length + files.length === 0) await client.query(statement);
    else await this.#commitTogether(client, statement, { timers, blobs, files });
  }

  async #commitTogether(
    client: PoolClient,
    statement: Statement,
    { timers, ...held }: Held & { readonly timers: readonly Timer[] },
  ): Promise<void> {
    await client.query('begin');
    const open = openTransaction(client);
    await keepHeld(open, held);
    await client.query(statement);
    if (timers.length > 0) await this.#jobs.schedule(timers, open);
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
      isUsable = cause instanceof DatabaseError && client !== undefined && (await rollBack(client));
      throw new CommitError(commitFailureOf(cause), cause);
    } finally {
      client?.release(!isUsable);
    }
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

/** A connection whose statement was refused stays usable, with what it has prepared; a broken one does not. */
function rollBack(client: PoolClient): Promise<boolean> {
  return client.query('rollback').then(
    () => true,
    () => false,
  );
}
