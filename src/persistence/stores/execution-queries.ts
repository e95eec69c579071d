import type { Pool } from 'pg';
import type { Json } from '../../kernel/index.ts';
import type { EventLog, LogSlice, UsageEntry } from '../../runtime/ports/event-log.ts';
import type {
  ExecutionFilter,
  ExecutionOrder,
  ExecutionQueries,
  ExecutionValue,
  ExecutionView,
} from '../../runtime/ports/execution-queries.ts';
import type { KeyedPageRequest, Page } from '../../runtime/ports/page.ts';
import { isApart } from '../blobs/apart.ts';
import type { PostgresBlobs } from '../blobs/postgres-blobs.ts';
import { ExecutionEntity } from '../entities/execution-entity.ts';
import { UsageEntryEntity, type UsageEntryRow } from '../entities/usage-entry-entity.ts';
import { type ChangedRow, changedStatement } from './changed-statement.ts';
import { countStatement, isEmptyFilter, listStatements } from './execution-list.ts';
import { ExecutionViews } from './execution-views.ts';
import type { OpenOrm } from './open-orm.ts';
import { emptyPage } from './page-of.ts';
import { isUuid } from './uuid.ts';

interface ExecutionQueriesOptions {
  readonly orm: OpenOrm;
  readonly pool: Pool;
  readonly log: Pick<EventLog, 'read'>;
  readonly blobs: Pick<PostgresBlobs, 'together'>;
}

/** Executions in PostgreSQL, as people see them. */
export class PostgresExecutionQueries implements ExecutionQueries {
  readonly #orm: OpenOrm;
  readonly #views: ExecutionViews;
  readonly #log: Pick<EventLog, 'read'>;
  readonly #blobs: Pick<PostgresBlobs, 'together'>;

  constructor({ orm, pool, log, blobs }: ExecutionQueriesOptions) {
    this.#orm = orm;
    this.#views = new ExecutionViews(pool);
    this.#log = log;
    this.#blobs = blobs;
  }

  async get(readerId: string | null, id: string): Promise<ExecutionView | null> {
    const [view] = await this.getMany(readerId, [id]);
    return view ?? null;
  }

  async getMany(readerId: string | null, ids: readonly string[]): Promise<readonly ExecutionView[]> {
    return this.#views.find(readerId, ids.filter(isUuid));
  }

  async changedWithin(
    ownerIds: readonly string[],
    durationMs: number,
    most: number,
  ): Promise<readonly ChangedRow[]> {
    const { text, values } = changedStatement(ownerIds.filter(isUuid), durationMs, most);
    return this.#orm.fork().execute<ChangedRow[]>(text, [...values]);
  }

  async list(
    ownerId: string,
    filter: ExecutionFilter,
    order: ExecutionOrder,
    page: KeyedPageRequest,
  ): Promise<Page<ExecutionView>> {
    if (!isAskable(ownerId, filter) || (page.after !== null && !isUuid(page.after.id))) return emptyPage;
    let found: readonly { readonly id: string }[] = [];
    for (const { text, values, passes = 0 } of listStatements(ownerId, filter, order, page)) {
      const rows = await this.#orm.fork().execute<ListedRow[]>(text, [...values]);
      found = rows.filter(({ fits }) => fits !== false);
      if (found.length > page.first || rows.length < passes) break;
    }
    const ids = found.slice(0, page.first).map(({ id }) => id);
    const views = new Map((await this.getMany(ownerId, ids)).map((view) => [view.id, view]));
    const items = ids.flatMap((id) => views.get(id) ?? []);
    return { items, hasNextPage: found.length > page.first };
  }

  async count(ownerId: string, filter: ExecutionFilter, order: ExecutionOrder): Promise<number> {
    if (!isAskable(ownerId, filter)) return 0;
    const { text, values } = countStatement(ownerId, filter, order);
    const [row] = await this.#orm.fork().execute<{ count: number }[]>(text, [...values]);
    return row?.count ?? 0;
  }

  async events(readerId: string | null, id: string, after: number, limit: number): Promise<LogSlice | null> {
    const [found] = await this.#readable(readerId, [id]);
    return found === undefined ? null : this.#log.read(found, after, limit);
  }

  async wholeValue(readerId: string | null, id: string, value: ExecutionValue): Promise<Json> {
    if (!isUuid(id)) return null;
    const row = await this.#orm.fork().findOne(ExecutionEntity, { id, ...readableBy(readerId) });
    if (row === null) return null;
    const apart = value === 'input' ? row.inputApart : row.outputApart;
    return isApart(apart) ? this.#blobs.together(row.ownerId, apart) : row[value];
  }

  async usageEntries(
    readerId: string | null,
    ids: readonly string[],
  ): Promise<readonly (readonly UsageEntry[] | null)[]> {
    const readable = new Set(await this.#readable(readerId, ids));
    const options = { orderBy: { at: 'asc', id: 'asc' } } as const;
    const where = { executionId: { $in: [...readable] } };
    const rows = readable.size === 0 ? [] : await this.#orm.fork().find(UsageEntryEntity, where, options);
    const byExecution = Map.groupBy(rows, ({ executionId }) => executionId);
    return ids.map((id) => {
      const known = id.toLowerCase();
      return readable.has(known) ? (byExecution.get(known) ?? []).map(usageEntryOf) : null;
    });
  }

  async graphs(readerId: string | null, ids: readonly string[]): Promise<readonly Json[]> {
    const text = `select x.id, g.document from workflow_execution x join workflow_graph g on g.hash = x.graph_hash
      where x.id = any(?::uuid[]) and (?::uuid is null or x.owner_id = ?::uuid)`;
    const values = [`{${ids.filter(isUuid).join(',')}}`, readerId, readerId];
    const rows = await this.#orm.fork().execute<GraphRow[]>(text, values);
    const documents = new Map(rows.map(({ id, document }) => [id, document]));
    return ids.map((id) => documents.get(id.toLowerCase()) ?? null);
  }

  /** Those of the ids that the reader finds. */
  async #readable(readerId: string | null, ids: readonly string[]): Promise<readonly string[]> {
    const possible = ids.filter(isUuid);
    if (possible.length === 0) return [];
    const options = { fields: ['id'] } as const;
    const where = { id: { $in: possible }, ...readableBy(readerId) };
    const rows = await this.#orm.fork().find(ExecutionEntity, where, options);
    return rows.map(({ id }) => id);
  }
}

interface GraphRow {
  readonly id: string;
  readonly document: Json;
}

interface ListedRow {
  readonly id: string;
  readonly fits?: boolean;
}

/** Null: whoever owns it. */
function readableBy(readerId: string | null): { readonly ownerId?: string } {
  return readerId === null ? {} : { ownerId: readerId };
}

/** Whether the database may be asked: it would refuse to look for what is no id. */
function isAskable(ownerId: string, filter: ExecutionFilter): boolean {
  const ids = [ownerId, filter.definitionId, filter.templateId, filter.conversationId];
  return !isEmptyFilter(filter) && ids.every((id) => id === null || isUuid(id));
}

function usageEntryOf(row: UsageEntryRow): UsageEntry {
  const { id, path, attempt, at, provider, model, priceVersion } = row;
  const { inputTokens, outputTokens, cachedTokens, reasoningTokens, totalTokens, costMicroUsd } = row;
  const tokens = { inputTokens, outputTokens, cachedTokens, reasoningTokens, totalTokens };
  const usage = { ...tokens, costMicroUsd, modelCalls: 1, toolCalls: 0 };
  return { id, path, attempt, at: at.getTime(), provider, model, usage, priceVersion };
}
