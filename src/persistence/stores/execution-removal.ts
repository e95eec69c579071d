import type {
  ExecutionRemoval,
  GroupRule,
  RemovalGroup,
  RemovalScope,
} from '../../runtime/ports/execution-removal.ts';
import { dropReferences, removeBlobs } from '../blobs/remove-blobs.ts';
import type { OpenOrm } from './open-orm.ts';
import { isUuid } from './uuid.ts';

const ended = `('completed', 'failed', 'cancelled')`;

/** Idempotency keys hold for a day: an execution that has one is kept as long, unless somebody deletes it himself. */
const isFree = `(idempotency_key is null or created_at < now() - interval '24 hours')`;

/** Tables with rows of executions, without a foreign key to them. */
const belongings = ['execution_event', 'execution_command', 'execution_snapshot', 'usage_entry'] as const;

/** Its calls of models are in the sums of the analytics, which outlive it; until they are, they are read. */
const isCountedSql = `not exists (
  select from analytics_entry e where e.execution_id = r.execution_id and not e.folded)`;

/** How many executions are cleaned up after together. */
const mostCleaned = 100;

/** Removes executions from PostgreSQL. Rows that somebody else is just removing are passed by, so nobody waits. */
export class PostgresExecutionRemoval implements ExecutionRemoval {
  readonly #orm: OpenOrm;

  constructor(orm: OpenOrm) {
    this.#orm = orm;
  }

  async remove(ownerId: string, id: string): Promise<'removed' | 'live' | 'absent'> {
    if (!isUuid(id)) return 'absent';
    const victims = `select id from workflow_execution where id = ? and owner_id = ? and phase in ${ended} for update`;
    if ((await this.#count(removalOf(victims), [id, ownerId])) > 0) return 'removed';
    const own = 'select count(*)::int as count from workflow_execution where id = ? and owner_id = ?';
    return (await this.#count(own, [id, ownerId])) > 0 ? 'live' : 'absent';
  }

  owners({ ownerId }: RemovalScope): Promise<readonly RemovalGroup[]> {
    if (ownerId !== null) return Promise.resolve([{ ownerId, definitionId: null }]);
    // One look into the index for each owner, not one for each execution.
    return this.#rows<RemovalGroup>(`
      with recursive owner as (
        (select owner_id from workflow_execution order by owner_id limit 1)
        union all
        select (select x.owner_id from workflow_execution x where x.owner_id > owner.owner_id order by x.owner_id limit 1)
        from owner where owner.owner_id is not null
      )
      select owner_id as "ownerId", null as "definitionId" from owner where owner_id is not null`);
  }

  definitions({ ownerId, definitionId }: RemovalScope): Promise<readonly RemovalGroup[]> {
    const of = definitionId === null ? 'definition_id is not null' : 'definition_id = ?';
    const given = definitionId === null ? [] : [definitionId];
    const from = `from workflow_execution x where ${of}`;
    const next = `select x.definition_id, x.owner_id ${from}`;
    return this.#rows<RemovalGroup>(
      `with recursive pair as (
        (${next} order by x.definition_id, x.owner_id limit 1)
        union all
        select found.definition_id, found.owner_id from pair, lateral (${next}
          and (x.definition_id, x.owner_id) > (pair.definition_id, pair.owner_id)
          order by x.definition_id, x.owner_id limit 1) found
      )
      select owner_id as "ownerId", definition_id as "definitionId" from pair ${ownerId === null ? '' : 'where owner_id = ?'}`,
      [...given, ...given, ...(ownerId === null ? [] : [ownerId])],
    );
  }

  async removeSome(group: RemovalGroup, { endedBefore, keep }: GroupRule, limit: number): Promise<number> {
    const conditions: string[] = [];
    const values: unknown[] = [];
    if (endedBefore !== null) {
      // It was accepted before it ended, and that is what the index knows. The former system did not always note the end.
      const before = new Date(endedBefore).toISOString();
      conditions.push('created_at < ?::timestamptz and coalesce(completed_at, created_at) < ?::timestamptz');
      values.push(before, before);
    }
    if (keep !== null) {
      const last = await this.#firstNotKept(group, keep);
      if (last === null) return 0;
      conditions.push('(created_at, id) <= (?::timestamptz, ?::uuid)');
      values.push(last.at, last.id);
    }
    const victims = walk(group, [...conditions, isFree].join(' and '), `asc limit ${limit}`, values);
    const locked = `select id from workflow_execution where id in (select id from (${victims.text}) oldest limit ${limit})
      and phase in ${ended} for update skip locked`;
    return this.#count(removalOf(locked), victims.values);
  }

  async clean(limit: number): Promise<number> {
    const rows = await this.#rows<{ id: string }>(
      `select execution_id as id from execution_removal r where ${isCountedSql} limit ${mostCleaned}`,
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return (await this.#removeBlobs()) || this.#removeTombstones(limit);
    let removed = 0;
    for (const table of belongings) {
      const some = `select ctid from ${table} where execution_id = any(?::uuid[]) limit ${limit - removed}`;
      const text = `delete from ${table} where ctid = any(array(${some}))`;
      removed += await this.#count(counted(text), [arrayOf(ids)]);
      if (removed >= limit) return removed;
    }
    removed += await dropReferences(this.#orm.fork(), ids, limit - removed);
    if (removed >= limit) return removed;
    const noted = counted('delete from execution_removal where execution_id = any(?::uuid[])');
    return removed + (await this.#count(noted, [arrayOf(ids)]));
  }

  /** Of the newest that have ended, the first that is too many. */
  async #firstNotKept(group: RemovalGroup, keep: number): Promise<{ at: string; id: string } | null> {
    const { text, values } = walk(group, 'true', `desc limit ${keep + 1}`);
    const [last] = await this.#rows<{ at: string; id: string }>(
      `select id, to_json(created_at) #>> '{}' as at from (${text}) newest order by created_at desc, id desc offset ${keep} limit 1`,
      values,
    );
    return last ?? null;
  }

  #removeBlobs(): Promise<number> {
    return this.#orm.fork().transactional((em) => removeBlobs(em));
  }

  /** Deleted definitions that were left for the sake of their executions. */
  #removeTombstones(limit: number): Promise<number> {
    return this.#count(
      counted(`delete from workflow_definition where id in (select d.id from workflow_definition d
        where d.deleted_at is not null and not exists (select from workflow_execution x where x.definition_id = d.id)
        limit ${limit} for update skip locked)`),
      [],
    );
  }

  async #rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return this.#orm.fork().execute<Row[]>(text, [...values]);
  }

  async #count(text: string, values: readonly unknown[]): Promise<number> {
    const [row] = await this.#rows<{ readonly count: number }>(text, values);
    return row?.count ?? 0;
  }
}

/** Those of a group that have ended, in the order of their acceptance: along the index of each way to have ended. */
function walk(
  { ownerId, definitionId }: RemovalGroup,
  condition: string,
  end: string,
  given: readonly unknown[] = [],
): { readonly text: string; readonly values: readonly unknown[] } {
  const [direction = ''] = end.split(' ');
  const sorted = `order by created_at ${direction}, id ${end}`;
  const columns = 'select id, created_at from workflow_execution where owner_id = ?';
  if (definitionId === null) {
    const text = `${columns} and phase in ${ended} and ${condition} ${sorted}`;
    return { text, values: [ownerId, ...given] };
  }
  const walks = ['completed', 'failed', 'cancelled'].map(
    (phase) => `(${columns} and definition_id = ? and phase = '${phase}' and ${condition} ${sorted})`,
  );
  const text = `select id, created_at from (${walks.join(' union all ')}) page ${sorted}`;
  return { text, values: walks.flatMap(() => [ownerId, definitionId, ...given]) };
}

/** Removes rows of executions, and notes that what belongs to them is to follow. */
function removalOf(victims: string): string {
  return `with victim as (${victims}),
    gone as (delete from workflow_execution x using victim where x.id = victim.id returning x.id),
    noted as (insert into execution_removal (execution_id) select id from gone on conflict do nothing)
    select count(*)::int as count from gone`;
}

function counted(deletion: string): string {
  return `with gone as (${deletion} returning 1) select count(*)::int as count from gone`;
}

function arrayOf(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}
