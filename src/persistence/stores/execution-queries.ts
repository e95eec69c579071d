import type { Json } from '../../kernel/index.ts';
import type { EventLog, LogSlice, UsageEntry } from '../../runtime/ports/event-log.ts';
import type {
  ExecutionFilter,
  ExecutionOrder,
  ExecutionQueries,
  ExecutionValue,
  ExecutionView,
} from '../../runtime/ports/execution-queries.ts';
import type { Page, PageRequest } from '../../runtime/ports/page.ts';
import { isApart } from '../blobs/apart.ts';
import type { PostgresBlobs } from '../blobs/postgres-blobs.ts';
import { ExecutionEntity, type ExecutionRow } from '../entities/execution-entity.ts';
import { UsageEntryEntity, type UsageEntryRow } from '../entities/usage-entry-entity.ts';
import type { OpenOrm } from './open-orm.ts';
import { emptyPage, isPossible, pageOf, pageWhere } from './page-of.ts';
import { isUuid } from './uuid.ts';

interface ExecutionQueriesOptions {
  readonly orm: OpenOrm;
  readonly log: Pick<EventLog, 'read'>;
  readonly blobs: Pick<PostgresBlobs, 'together'>;
}

/** Executions in PostgreSQL, as people see them. */
export class PostgresExecutionQueries implements ExecutionQueries {
  readonly #orm: OpenOrm;
  readonly #log: Pick<EventLog, 'read'>;
  readonly #blobs: Pick<PostgresBlobs, 'together'>;

  constructor({ orm, log, blobs }: ExecutionQueriesOptions) {
    this.#orm = orm;
    this.#log = log;
    this.#blobs = blobs;
  }

  async get(ownerId: string, id: string): Promise<ExecutionView | null> {
    const [view] = await this.getMany(ownerId, [id]);
    return view ?? null;
  }

  async getMany(ownerId: string, ids: readonly string[]): Promise<readonly ExecutionView[]> {
    const possible = ids.filter(isUuid);
    if (possible.length === 0) return [];
    const rows = await this.#orm.fork().find(ExecutionEntity, { ownerId, id: { $in: possible } });
    return rows.map(viewOf);
  }

  async list(
    ownerId: string,
    filter: ExecutionFilter,
    order: ExecutionOrder,
    page: PageRequest,
  ): Promise<Page<ExecutionView>> {
    const { definitionId, templateId } = filter;
    const isAskable = [definitionId, templateId].every((id) => id === null || isUuid(id));
    if (!isPossible(page) || !isAskable) return emptyPage;
    const direction = order === 'newest-first' ? 'desc' : 'asc';
    const where = { ownerId, ...pageWhere(page, direction), ...filterWhere(filter) };
    const options = { orderBy: { id: direction }, limit: page.first + 1 } as const;
    return pageOf(await this.#orm.fork().find(ExecutionEntity, where, options), page.first, viewOf);
  }

  async events(ownerId: string, id: string, after: number, limit: number): Promise<LogSlice | null> {
    return (await this.#isOwn(ownerId, id)) ? this.#log.read(id, after, limit) : null;
  }

  async wholeValue(ownerId: string, id: string, value: ExecutionValue): Promise<Json> {
    if (!isUuid(id)) return null;
    const row = await this.#orm.fork().findOne(ExecutionEntity, { id, ownerId });
    const apart = value === 'input' ? row?.inputApart : row?.outputApart;
    if (isApart(apart)) return this.#blobs.together(ownerId, apart);
    return row?.[value] ?? null;
  }

  async usageEntries(ownerId: string, id: string): Promise<readonly UsageEntry[] | null> {
    if (!(await this.#isOwn(ownerId, id))) return null;
    const options = { orderBy: { at: 'asc', id: 'asc' } } as const;
    const rows = await this.#orm.fork().find(UsageEntryEntity, { executionId: id }, options);
    return rows.map(usageEntryOf);
  }

  async #isOwn(ownerId: string, id: string): Promise<boolean> {
    return isUuid(id) && (await this.#orm.fork().count(ExecutionEntity, { id, ownerId })) > 0;
  }
}

function filterWhere({ status, type, definitionId, templateId, ...created }: ExecutionFilter) {
  return {
    ...(status === null ? {} : { status: { $in: [...status] } }),
    ...(type === null ? {} : { workflowType: { $in: [...type] } }),
    ...(definitionId === null ? {} : { definitionId }),
    ...(templateId === null ? {} : { templateId }),
    ...createdWhere(created),
  };
}

function createdWhere({
  createdAfter,
  createdBefore,
}: Pick<ExecutionFilter, 'createdAfter' | 'createdBefore'>) {
  if (createdAfter === null && createdBefore === null) return {};
  return {
    createdAt: {
      ...(createdAfter === null ? {} : { $gte: new Date(createdAfter) }),
      ...(createdBefore === null ? {} : { $lt: new Date(createdBefore) }),
    },
  };
}

function viewOf(row: ExecutionRow): ExecutionView {
  return {
    id: row.id,
    ownerId: row.ownerId,
    type: row.workflowType,
    status: row.status,
    definitionId: row.definitionId,
    definitionVersion: row.definitionVersion,
    templateId: row.templateId,
    graphHash: row.graphHash,
    input: row.input,
    output: row.output,
    apart: { input: row.inputApart !== null, output: row.outputApart !== null },
    error: row.error,
    usage: row.usage,
    createdAt: row.createdAt.getTime(),
    startedAt: row.startedAt?.getTime() ?? null,
    completedAt: row.completedAt?.getTime() ?? null,
    debug: row.debug,
    correlationId: row.correlationId,
    workflowConfig: row.workflowConfig,
  };
}

function usageEntryOf(row: UsageEntryRow): UsageEntry {
  const { id, path, attempt, at, provider, model } = row;
  const { inputTokens, outputTokens, cachedTokens, reasoningTokens, totalTokens, costMicroUsd } = row;
  const tokens = { inputTokens, outputTokens, cachedTokens, reasoningTokens, totalTokens };
  const usage = { ...tokens, costMicroUsd, modelCalls: 1, toolCalls: 0 };
  return { id, path, attempt, at: at.getTime(), provider, model, usage };
}
