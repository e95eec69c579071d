import { DatabaseError, type Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { AppError, type Json } from '../../kernel/index.ts';
import type { ExecutionContext } from '../../runtime/execution-context.ts';
import type { ExecutionRecord } from '../../runtime/execution-record.ts';
import type { JobQueue } from '../../runtime/ports/dispatcher.ts';
import type {
  Acceptance,
  CommandQueue,
  ExecutionStore,
  LoadedExecution,
  NewCommand,
} from '../../runtime/ports/execution-store.ts';
import type { Transaction } from '../../runtime/ports/transaction.ts';
import { keepHeld } from '../blobs/blob-references.ts';
import { Packing } from '../blobs/packing.ts';
import { sharedRead } from '../shared-read.ts';
import { isUuid } from '../stores/uuid.ts';
import { inTransaction } from '../transaction.ts';
import { asking } from '../unavailable.ts';
import { acceptStatement } from './accept-statement.ts';
import { type CommandRow, commandData, commandOf, unreadSql } from './command-row.ts';
import { GroupCommit } from './group-commit.ts';
import { type LoadedRow, loadedExecution, loadStatement } from './load-statement.ts';
import { prioritySql, type QueuedRow, queued } from './queued-row.ts';

interface ExecutionStoreOptions {
  readonly pool: Pool;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
}

interface Order {
  readonly executionId: string;
  readonly command: NewCommand;
}

/** Executions in PostgreSQL: their rows, commands and graphs. Their logs are written by the event log. */
export class PostgresExecutionStore implements ExecutionStore {
  readonly #pool: Pool;
  readonly #jobs: Pick<JobQueue, 'enqueue'>;
  readonly #acceptances: GroupCommit<ExecutionContext, Acceptance>;
  readonly #loadedRow = sharedRead(async (executionIds: readonly string[]) => {
    const { rows } = await this.#pool.query<LoadedRow>(loadStatement(executionIds));
    const found = new Map(rows.map((row) => [row.id, row]));
    return executionIds.map((id) => found.get(id) ?? null);
  });

  constructor({ pool, jobs }: ExecutionStoreOptions) {
    this.#pool = pool;
    this.#jobs = jobs;
    this.#acceptances = new GroupCommit((contexts) => asking(() => this.#acceptAll(contexts)));
  }

  async accept(context: ExecutionContext): Promise<Acceptance> {
    try {
      return await this.#acceptances.add(context);
    } catch (error) {
      throw deletedMeanwhile(error, context) ?? error;
    }
  }

  /** Rows are read together, what lies apart for each alone: where that is broken, nobody else pays for it. */
  async load(executionId: string): Promise<LoadedExecution | null> {
    const row = await this.#loadedRow(executionId);
    return row && asking(() => loadedExecution(row, this.#pool));
  }

  async graph(hash: string): Promise<Json> {
    const { rows } = await asking(() =>
      this.#pool.query<{ document: Json }>({
        name: 'read-graph',
        text: 'select document from workflow_graph where hash = $1',
        values: [hash],
      }),
    );
    return rows[0]?.document ?? null;
  }

  async command(orders: readonly Order[]): Promise<ReadonlySet<string>> {
    const possible = orders.filter(({ executionId }) => isUuid(executionId));
    if (possible.length === 0) return new Set();
    return asking(() => inTransaction(this.#pool, (open) => this.#commandAll(possible, open)));
  }

  async commands(executionIds: readonly string[]): Promise<ReadonlyMap<string, CommandQueue>> {
    const { rows } = await asking(() =>
      this.#pool.query<{ id: string; count: number; unread: readonly CommandRow[] }>({
        name: 'read-commands',
        text: `select x.id, x.commands as count, ${unreadSql} as unread
          from workflow_execution x where x.id = any($1::uuid[]) and x.commands > 0`,
        values: [executionIds],
      }),
    );
    return new Map(rows.map(({ id, count, unread }) => [id, { count, unread: unread.map(commandOf) }]));
  }

  async unparked(after: string | null, limit: number): Promise<readonly string[]> {
    const { rows } = await asking(() =>
      this.#pool.query<{ id: string }>({
        name: 'unparked-executions',
        text: `select id from workflow_execution
          where live and ($1::uuid is null or id > $1) order by id limit $2`,
        values: [after, limit],
      }),
    );
    return rows.map(({ id }) => id);
  }

  async requeue(executionIds: readonly string[]): Promise<readonly string[]> {
    if (executionIds.length === 0) return [];
    return asking(() =>
      inTransaction(this.#pool, async (open) => {
        const text = `select id, owner_id, ${prioritySql} from workflow_execution where id = any($1::uuid[])
          and status in ('queued', 'running', 'suspended') order by id for update`;
        const { rows: live } = await open.query<QueuedRow>({
          name: 'lock-executions',
          text,
          values: [executionIds],
        });
        await this.#jobs.enqueue(live.map(queued), open);
        return live.map(({ id }) => id);
      }),
    );
  }

  async #acceptAll(contexts: readonly ExecutionContext[]): Promise<readonly Acceptance[]> {
    const distinct = onceEachKey(contexts);
    const packing = new Packing();
    const statement = acceptStatement(distinct, packing);
    const accepted = await inTransaction(this.#pool, async (open) => {
      const { rows } = await open.query<QueuedRow>(statement);
      const ids = rows.map(({ id }) => id);
      // After the rows: they say whose the values are, and only what was accepted keeps any.
      const isKept = ({ executionId }: { readonly executionId: string }) => ids.includes(executionId);
      await keepHeld(open, { blobs: packing.blobs.filter(isKept), files: packing.files.filter(isKept) });
      await this.#jobs.enqueue(rows.map(queued), open);
      return new Set(ids);
    });
    const others = contexts.filter(({ record }) => !accepted.has(record.id));
    const earlier = others.length === 0 ? new Map() : await this.#earlier(others);
    return contexts.map(({ record }) =>
      accepted.has(record.id) ? { status: 'accepted' } : acceptanceOf(record, earlier.get(record.id)),
    );
  }

  /**
   * What there is already, by the ids of those who ask: what their owners have asked for under the same keys, or they
   * themselves, where the answer to the commit that kept them was lost.
   */
  async #earlier(contexts: readonly ExecutionContext[]): Promise<ReadonlyMap<string, EarlierRow>> {
    const { rows } = await this.#pool.query<EarlierRow & { asked_id: string }>({
      name: 'find-earlier-executions',
      text: `select asked.id as asked_id, x.id, x.request_hash
        from unnest($1::uuid[], $2::uuid[], $3::text[]) as asked (id, owner_id, key)
        cross join lateral (
          select id, request_hash from workflow_execution where id = asked.id
          union
          select id, request_hash from workflow_execution
          where owner_id = asked.owner_id and idempotency_key = asked.key
        ) as x`,
      values: [
        contexts.map(({ record }) => record.id),
        contexts.map(({ record }) => record.ownerId),
        contexts.map(({ record }) => record.idempotencyKey),
      ],
    });
    return new Map(rows.map((row) => [row.asked_id, row]));
  }

  async #commandAll(orders: readonly Order[], open: Transaction): Promise<ReadonlySet<string>> {
    const { rows: live } = await open.query<QueuedRow & { worker: string | null }>({
      name: 'give-commands',
      text: `with asked as (
          select id, execution_id, type, data::jsonb as data
          from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as c (id, execution_id, type, data)
        ), live as materialized (
          select id, owner_id, worker, ${prioritySql} from workflow_execution
          where id in (select execution_id from asked) and status not in ('completed', 'failed', 'cancelled')
          order by id for update
        ), counted as (
          update workflow_execution x set commands = x.commands + a.count
          from (select execution_id, count(*) as count from asked group by execution_id) a
          where x.id = a.execution_id and x.id in (select id from live)
        ), given as (
          insert into execution_command (id, execution_id, type, data)
          select a.id, a.execution_id, a.type, a.data from asked a where a.execution_id in (select id from live)
        )
        select id, owner_id, worker, priority from live`,
      values: [
        orders.map(() => newId()),
        orders.map(({ executionId }) => executionId),
        orders.map(({ command }) => command.type),
        orders.map(({ command }) => commandData(command)),
      ],
    });
    await this.#jobs.enqueue(live.filter(({ worker }) => worker === null).map(queued), open);
    return new Set(live.map(({ id }) => id));
  }
}

interface EarlierRow {
  readonly id: string;
  readonly request_hash: string | null;
}

function keyOf({ ownerId, idempotencyKey }: { ownerId: string; idempotencyKey: string | null }): string {
  return `${ownerId}:${idempotencyKey}`;
}

/** Of several that bring the same key at once, the first. */
function onceEachKey(contexts: readonly ExecutionContext[]): readonly ExecutionContext[] {
  const keys = new Set<string>();
  return contexts.filter(({ record }) => {
    if (record.idempotencyKey === null) return true;
    const key = keyOf(record);
    return !keys.has(key) && keys.add(key);
  });
}

function acceptanceOf({ id, requestHash }: ExecutionRecord, earlier: EarlierRow | undefined): Acceptance {
  if (earlier === undefined) throw new Error('an execution was neither accepted nor found');
  if (earlier.id === id) return { status: 'accepted' };
  const status = earlier.request_hash === requestHash ? 'existing' : 'conflict';
  return { status, executionId: earlier.id };
}

const foreignKeyViolation = '23503';

/** What the execution comes from was there when it was asked for, and is not any more. */
function deletedMeanwhile(error: unknown, { record }: ExecutionContext): AppError | null {
  if (!(error instanceof DatabaseError) || error.code !== foreignKeyViolation) return null;
  return record.definitionId === null
    ? new AppError('template/not-found', `template ${record.templateId} was deleted`)
    : new AppError('definition/not-found', `definition ${record.definitionId} was deleted`);
}
