import type { Pool } from 'pg';
import type { ReplayWindow } from '../../runtime/ports/replay-window.ts';
import type { Transaction } from '../../runtime/ports/transaction.ts';
import { inTransaction } from '../transaction.ts';
import { asking } from '../unavailable.ts';
import { logColumns } from './log-row.ts';
import { type KeptRow, rowsWithoutDeltas } from './rows-without-deltas.ts';

/** Executions that are looked at together, and rows of a log that are rewritten together. */
const batch = 200;
const rowBatch = 1000;
/** Most executions are over an hour after they were accepted: those that are not are noted, and looked at again. */
const usualMs = 3_600_000;

/**
 * Walks along the executions in the order of their ids, which is that of their acceptance, once. Who is not due when the
 * walk passes is noted in `replay_window_later`. So no index is needed, and nothing is written where an execution ends.
 */
export class PostgresReplayWindow implements ReplayWindow {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  close(endedBefore: number): Promise<boolean> {
    return asking(() => inTransaction(this.#pool, (open) => this.#close(open, endedBefore)));
  }

  /**
   * The place of the walk is locked until its executions are done: so one process does this at a time. That takes as long
   * as it takes, and nobody waits for the lock.
   */
  async #close(open: Transaction, endedBefore: number): Promise<boolean> {
    const before = new Date(endedBefore).toISOString();
    const { rows } = await open.query<{ passed: string }>({
      name: 'lock-replay-window',
      text: `select passed, set_config('idle_in_transaction_session_timeout', '0', true)
        from replay_window for update skip locked`,
      values: [],
    });
    const [place] = rows;
    if (!place) return false;
    const walked = await this.#walk(open, place.passed, endedBefore);
    const later = await this.#later(open, before);
    const due = [...walked.filter(({ due: isDue }) => isDue), ...later].map(({ id }) => id);
    for (const id of await this.#withDeltas(due)) await this.#sweep(id);
    return walked.length === batch || later.length === batch;
  }

  /** The executions that come next; those that are not due are noted. */
  async #walk(open: Transaction, passed: string, endedBefore: number): Promise<readonly Walked[]> {
    const { rows: walked } = await open.query<Walked>({
      name: 'walk-replay-window',
      text: `select id, coalesce(completed_at < $3::timestamptz, false) as due from workflow_execution
        where id > $1::uuid and id < $2::uuid and graph_hash is not null order by id limit ${batch}`,
      values: [passed, firstIdOf(endedBefore - usualMs), new Date(endedBefore).toISOString()],
    });
    const last = walked.at(-1);
    if (!last) return [];
    await open.query({
      name: 'pass-replay-windows',
      text: 'update replay_window set passed = $1',
      values: [last.id],
    });
    await open.query({
      name: 'later-replay-windows',
      text: 'insert into replay_window_later (execution_id) select unnest($1::uuid[]) on conflict do nothing',
      values: [walked.filter(({ due }) => !due).map(({ id }) => id)],
    });
    return walked;
  }

  /** Those that were noted and are due now, or gone. */
  async #later(open: Transaction, before: string): Promise<readonly { readonly id: string }[]> {
    const { rows } = await open.query<{ id: string }>({
      name: 'due-replay-windows',
      text: `with due as (
          select l.execution_id from replay_window_later l
          left join workflow_execution x on x.id = l.execution_id
          where x.id is null or x.completed_at < $1::timestamptz limit ${batch}
        )
        delete from replay_window_later l using due where l.execution_id = due.execution_id
        returning l.execution_id as id`,
      values: [before],
    });
    return rows;
  }

  async #withDeltas(ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const { rows } = await this.#pool.query<{ id: string }>(
      `select distinct execution_id as id from execution_event
        where execution_id = any($1::uuid[]) and events::text like '%Delta"%'`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  async #sweep(id: string): Promise<void> {
    for (let after: number | null = 0; after !== null; ) {
      const from: number = after;
      after = await inTransaction(this.#pool, (open) => this.#sweepRows(open, id, from));
    }
  }

  /** @returns the last row that it has looked at; null: there are no more */
  async #sweepRows(open: Transaction, id: string, after: number): Promise<number | null> {
    // Whoever removes the execution waits, and finds what is written here; where it is gone already, nothing is.
    const { rows: present } = await open.query({
      name: 'lock-execution-without-deltas',
      text: 'select from workflow_execution where id = $1 for key share',
      values: [id],
    });
    if (present.length === 0) return null;
    const { rows } = await open.query<KeptRow>({
      name: 'rows-with-deltas',
      text: `select sequence, epoch, events from execution_event
        where execution_id = $1::uuid and sequence > $2::int order by sequence limit ${rowBatch}`,
      values: [id, after],
    });
    const kept = rowsWithoutDeltas(rows).map((row) => ({ executionId: id, ...row }));
    await open.query({
      name: 'remove-rows-with-deltas',
      text: 'delete from execution_event where execution_id = $1 and sequence = any($2::int[])',
      values: [id, rows.map(({ sequence }) => sequence)],
    });
    await open.query({
      name: 'rows-without-deltas',
      text: `insert into execution_event (execution_id, sequence, epoch, events)
        select * from unnest($1::uuid[], $2::int[], $3::int[], $4::json[])`,
      values: [...logColumns(kept)],
    });
    return rows.length < rowBatch ? null : (rows.at(-1)?.sequence ?? null);
  }
}

interface Walked {
  readonly id: string;
  readonly due: boolean;
}

/** The least id that is made at this time or later: ids begin with it (UUID version 7). */
function firstIdOf(at: number): string {
  const hex = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}
