import type { Pool } from 'pg';
import type { ExecutionStatus } from '../../engine/index.ts';
import { AppError, isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';
import type { ExecutionRecord, WorkflowType } from '../../runtime/execution-record.ts';
import type { LoadedExecution } from '../../runtime/ports/execution-store.ts';
import type { Statement } from '../../runtime/ports/transaction.ts';
import { countAtOnce, isApart } from '../blobs/apart.ts';
import { apartValues } from '../blobs/apart-values.ts';
import { KnownValues, rememberFor } from '../blobs/known-values.ts';
import {
  recordedEvent,
  rowWith,
  type StoredPlace,
  type StoredRow,
  storedPlaces,
  typeOf,
} from '../event-log/log-row.ts';
import { millisecondsOf } from '../milliseconds-of.ts';
import { type CommandRow, commandOf, unreadSql } from './command-row.ts';

/** Everything about live executions that a worker needs, each with its log since the last snapshot. */
export function loadStatement(executionIds: readonly string[]): Statement {
  return {
    name: 'load-executions',
    text: `select x.id, x.owner_id, x.workflow_type, x.definition_id, x.definition_version, x.template_id,
        x.conversation_id, x.graph_hash, x.input, x.input_apart, x.workflow_config, x.debug, x.correlation_id, x.idempotency_key, x.request_hash,
        ${millisecondsOf('x.created_at')} as queued_at,
        x.status, x.epoch, x.worker, x.recoveries, x.commands,
        s.sequence as snapshot_sequence, s.state_version, s.state,
        (select coalesce(json_agg(json_build_object('sequence', e.sequence, 'events', e.events) order by e.sequence), '[]')
          from execution_event e
          where e.execution_id = x.id and e.sequence >= ${rowWith('x.id', 's.sequence + 1')}) as log,
        ${unreadSql} as unread
      from workflow_execution x
      left join execution_snapshot s on s.execution_id = x.id
      where x.id = any($1::uuid[])`,
    values: [executionIds],
  };
}

/** As the driver returns it. */
export interface LoadedRow {
  readonly id: string;
  readonly owner_id: string;
  readonly workflow_type: WorkflowType;
  readonly definition_id: string | null;
  readonly definition_version: number | null;
  readonly template_id: string | null;
  readonly conversation_id: string | null;
  readonly graph_hash: string;
  readonly input: Json;
  readonly input_apart: Json;
  readonly workflow_config: {
    readonly model?: ExecutionRecord['modelDefaults'];
    readonly limits?: ExecutionRecord['limits'];
    readonly priority?: ExecutionRecord['priority'];
  } | null;
  readonly debug: boolean;
  readonly correlation_id: string | null;
  readonly idempotency_key: string | null;
  readonly request_hash: string | null;
  readonly queued_at: number;
  readonly status: ExecutionStatus;
  readonly epoch: number;
  readonly worker: string | null;
  readonly recoveries: number;
  readonly commands: number;
  readonly snapshot_sequence: number | null;
  readonly state_version: number | null;
  readonly state: JsonObject | null;
  readonly log: readonly StoredRow[];
  readonly unread: readonly CommandRow[];
}

/** As much as can be told of it: where a large value is gone, what has none. */
export async function loadedExecution(row: LoadedRow, pool: Pick<Pool, 'query'>): Promise<LoadedExecution> {
  try {
    return await wholeExecution(row, pool);
  } catch (error) {
    if (!AppError.is(error, 'value/lost')) throw error;
    const record = recordOf(row, null);
    return { ...outlineOf(row), record, snapshot: null, events: [], lost: error };
  }
}

/** Its large values are put together as one: each is one value, wherever it belongs. */
async function wholeExecution(row: LoadedRow, pool: Pick<Pool, 'query'>): Promise<LoadedExecution> {
  const known = new KnownValues();
  const values = apartValues(pool, row.owner_id, known);
  const input = isApart(row.input_apart) ? await values.value(row.input_apart) : row.input;
  const places = placesOf(row);
  const some = places.slice(0, countAtOnce(places.map((place) => place.stored)));
  const [state, ...whole] = await values.columns([row.state, ...some.map((place) => place.stored)]);
  const record = recordOf(row, input);
  rememberFor(record, known);
  return {
    ...outlineOf(row),
    record,
    snapshot: snapshotOf(row, state),
    events: some.map((place, index) => recordedEvent(place, whole[index])),
    lost: null,
  };
}

/** What is never apart. */
function outlineOf(row: LoadedRow) {
  const { status, epoch, worker, recoveries, commands, unread } = row;
  const types = placesOf(row).map((place) => typeOf(place.stored));
  return {
    status,
    epoch,
    worker,
    recoveries,
    types,
    commands: { count: commands, unread: unread.map(commandOf) },
  };
}

function placesOf(row: LoadedRow): readonly StoredPlace[] {
  return storedPlaces(row.log, row.snapshot_sequence ?? 0);
}

function recordOf(row: LoadedRow, input: Json): ExecutionRecord {
  return {
    id: row.id,
    ownerId: row.owner_id,
    type: row.workflow_type,
    definitionId: row.definition_id,
    definitionVersion: row.definition_version,
    templateId: row.template_id,
    conversationId: row.conversation_id,
    graphHash: row.graph_hash,
    input,
    modelDefaults: row.workflow_config?.model ?? {},
    limits: row.workflow_config?.limits ?? {},
    priority: row.workflow_config?.priority ?? 'normal',
    debug: row.debug,
    correlationId: row.correlation_id,
    idempotencyKey: row.idempotency_key,
    requestHash: row.request_hash,
    queuedAt: row.queued_at,
  };
}

function snapshotOf(
  { snapshot_sequence: sequence, state_version: stateVersion }: LoadedRow,
  state: unknown,
): LoadedExecution['snapshot'] {
  return sequence === null || stateVersion === null || !isJsonObject(state)
    ? null
    : { sequence, stateVersion, state };
}
