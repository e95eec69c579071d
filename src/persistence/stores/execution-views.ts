import type { Pool } from 'pg';
import { isJsonObject, type Json } from '../../kernel/index.ts';
import { type ExecutionPriority, executionPriorities } from '../../runtime/execution-record.ts';
import type { ExecutionView } from '../../runtime/ports/execution-queries.ts';
import { columns, uuid } from '../columns.ts';
import { millisecondsOf } from '../milliseconds-of.ts';
import { sharedRead } from '../shared-read.ts';

/** An execution, and who wants to see it; null: whoever may see all. */
interface Wanted {
  readonly id: string;
  readonly readerId: string | null;
}

/** Rows of executions, found by their ids. Every execution that somebody waits for is read at its end, and many end at once. */
export class ExecutionViews {
  readonly #pool: Pool;
  readonly #load = sharedRead((wanted: readonly Wanted[]) => this.#read(wanted));

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** The ids must be UUIDs. */
  async find(readerId: string | null, ids: readonly string[]): Promise<readonly ExecutionView[]> {
    const found = await Promise.all(ids.map((id) => this.#load({ id, readerId })));
    return found.filter((view) => view !== null);
  }

  async #read(wanted: readonly Wanted[]): Promise<readonly (ExecutionView | null)[]> {
    const { rows } = await this.#pool.query<ViewRow>({
      name: 'view-executions',
      text: viewsSql,
      values: [...columns(wanted, [uuid(({ id }) => id), uuid(({ readerId }) => readerId)])],
    });
    const views = new Map(rows.map((row) => [row.place, viewOf(row)]));
    return wanted.map((_, index) => views.get(index + 1) ?? null);
  }
}

const viewsSql = `select wanted.place::int, x.id, x.owner_id, x.workflow_type, x.status, x.definition_id, x.definition_version,
    x.template_id, x.conversation_id, x.graph_hash, x.input, x.output, x.input_apart is not null as is_input_apart,
    x.output_apart is not null as is_output_apart, x.error, x.usage, ${millisecondsOf('x.created_at')} as created_at,
    ${millisecondsOf('x.started_at')} as started_at, ${millisecondsOf('x.completed_at')} as completed_at,
    x.duration_ms::float8 as duration_ms, x.debug, x.correlation_id, x.workflow_config
  from unnest($1::uuid[], $2::uuid[]) with ordinality as wanted (id, reader_id, place)
  join workflow_execution x on x.id = wanted.id
  where wanted.reader_id is null or wanted.reader_id = x.owner_id`;

/** As the driver returns it. */
interface ViewRow {
  readonly place: number;
  readonly id: string;
  readonly owner_id: string;
  readonly workflow_type: ExecutionView['type'];
  readonly status: ExecutionView['status'];
  readonly definition_id: string | null;
  readonly definition_version: number | null;
  readonly template_id: string | null;
  readonly conversation_id: string | null;
  readonly graph_hash: string | null;
  readonly input: Json;
  readonly output: Json;
  readonly is_input_apart: boolean;
  readonly is_output_apart: boolean;
  readonly error: ExecutionView['error'];
  readonly usage: ExecutionView['usage'];
  readonly created_at: number;
  readonly started_at: number | null;
  readonly completed_at: number | null;
  readonly duration_ms: number | null;
  readonly debug: boolean;
  readonly correlation_id: string | null;
  readonly workflow_config: Json;
}

function viewOf(row: ViewRow): ExecutionView {
  return {
    id: row.id,
    ownerId: row.owner_id,
    type: row.workflow_type,
    status: row.status,
    definitionId: row.definition_id,
    definitionVersion: row.definition_version,
    templateId: row.template_id,
    conversationId: row.conversation_id,
    graphHash: row.graph_hash,
    input: row.input,
    output: row.output,
    apart: { input: row.is_input_apart, output: row.is_output_apart },
    error: row.error,
    usage: row.usage,
    createdAt: row.created_at,
    startedAt: row.started_at,
    completedAt: row.completed_at,
    durationMs: row.duration_ms,
    debug: row.debug,
    correlationId: row.correlation_id,
    priority: priorityIn(row.workflow_config),
    workflowConfig: row.workflow_config,
  };
}

function priorityIn(config: Json): ExecutionPriority {
  const written = isJsonObject(config) ? config.priority : undefined;
  return executionPriorities.find((priority) => priority === written) ?? 'normal';
}
