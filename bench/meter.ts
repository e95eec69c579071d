import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';

/** What one measurement found. Milliseconds, bytes; counts and costs are for one workflow. */
export interface Measurement {
  readonly workflows: number;
  readonly perSecond: number;
  readonly gap: Quantiles;
  /** Of each workflow: its last fifty gaps over its first fifty, at the median; null where it has fewer. */
  readonly drift: number | null;
  readonly lag: Quantiles;
  readonly cpuMs: number;
  readonly databaseCpuMs: number;
  readonly transactions: number;
  readonly statements: number;
  readonly walBytes: number;
}

export interface Quantiles {
  readonly p50: number | null;
  readonly p99: number | null;
}

/** Times of steps and tokens, as the work tells them. */
export class Meter {
  #last = new Map<string, { at: number; gaps: number[] }>();
  #gaps: number[] = [];
  #drifts: number[] = [];
  #sent = new Map<string, number>();
  #lags: number[] = [];

  began(id: string): void {
    const now = performance.now();
    const before = this.#last.get(id);
    if (before === undefined) {
      this.#last.set(id, { at: now, gaps: [] });
      return;
    }
    before.gaps.push(now - before.at);
    before.at = now;
  }

  emitted(id: string, token: number): void {
    this.#sent.set(`${id}:${token}`, performance.now());
  }

  /** The subscriber has this many tokens by now. */
  received(id: string, from: number, to: number): void {
    const now = performance.now();
    for (let token = from; token < to; token += 1) {
      const sent = this.#sent.get(`${id}:${token}`);
      if (sent !== undefined) this.#lags.push(now - sent);
      this.#sent.delete(`${id}:${token}`);
    }
  }

  ended(id: string): void {
    const gaps = this.#last.get(id)?.gaps ?? [];
    this.#last.delete(id);
    this.#gaps.push(...gaps);
    if (gaps.length >= 100) this.#drifts.push(mean(gaps.slice(-50)) / mean(gaps.slice(0, 50)));
  }

  take(): Pick<Measurement, 'gap' | 'drift' | 'lag'> {
    const taken = {
      gap: quantiles(this.#gaps),
      drift: quantile(this.#drifts, 0.5),
      lag: quantiles(this.#lags),
    };
    this.#gaps = [];
    this.#drifts = [];
    this.#lags = [];
    this.#sent.clear();
    this.#last.clear();
    return taken;
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function quantiles(values: readonly number[]): Quantiles {
  return { p50: quantile(values, 0.5), p99: quantile(values, 0.99) };
}

export function quantile(values: readonly number[], part: number): number | null {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? null;
}

/** What the database counts itself, and the processors' time of its processes. */
export class DatabaseMeter {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async read(): Promise<DatabaseReading> {
    await this.#pool.query('create extension if not exists pg_stat_statements');
    const { rows } = await this.#pool.query<{ xid: number; wal: number; calls: number; pid: number }>(
      `select (pg_current_xact_id()::text)::float8 as xid,
        (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 as wal,
        (select coalesce(sum(calls), 0)::float8 from pg_stat_statements where query not ilike '%pg_stat_statements%') as calls,
        (select min(pid)::int from pg_stat_activity where backend_type = 'checkpointer') as pid`,
    );
    const [row] = rows;
    if (!row) throw new Error('the database tells nothing of itself');
    return { ...row, cpuMs: cpuOfTree(parentOf(row.pid)) };
  }
}

export interface DatabaseReading {
  readonly xid: number;
  readonly wal: number;
  readonly calls: number;
  readonly cpuMs: number;
}

const ticksPerSecond = 100;

function statOf(pid: number): { parent: number; ticks: number; waited: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    const [user = 0, system = 0, waitedUser = 0, waitedSystem = 0] = fields.slice(11, 15);
    return { parent, ticks: user + system, waited: waitedUser + waitedSystem };
  } catch {
    return null;
  }
}

function parentOf(pid: number): number {
  return statOf(pid)?.parent ?? pid;
}

/** Of a process and those it has started, also those that have ended. */
function cpuOfTree(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  const own = statOf(pid);
  const living = children.reduce((sum, child) => sum + (statOf(Number(child))?.ticks ?? 0), 0);
  return ((own?.ticks ?? 0) + (own?.waited ?? 0) + living) * (1000 / ticksPerSecond);
}
