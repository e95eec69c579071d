import type { ExecutionContext } from '../../runtime/execution-context.ts';
import type { Append } from '../../runtime/ports/event-log.ts';
import type { Packing } from '../blobs/packing.ts';
import { columns } from '../event-log/columns.ts';
import { eventColumns } from '../event-log/event-row.ts';
import type { Statement } from '../statement.ts';

/**
 * Keeps executions, their graphs and the first events of their logs, all in one statement that returns the ids it
 * kept. An execution whose id or idempotency key is there already is left out. Rows are sorted, so two processes that
 * bring the same keys wait for, not against, each other.
 */
export function acceptStatement(contexts: readonly ExecutionContext[], packing: Packing): Statement {
  const sorted = [...contexts].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  const firsts = sorted.map(firstAppend);
  return {
    name: 'accept-executions',
    text: `with graphs as (
        insert into workflow_graph (hash, document)
        select hash, document::jsonb from unnest($1::text[], $2::text[]) as g (hash, document)
        on conflict do nothing
      ), accepted as (
        insert into workflow_execution (id, owner_id, workflow_type, definition_id, definition_version, template_id,
          graph_hash, input, input_apart, workflow_config, debug, correlation_id, idempotency_key, request_hash, created_at, updated_at)
        select id, owner_id, type, definition_id, definition_version, template_id, graph_hash, input::jsonb,
          input_apart::jsonb, config::jsonb, debug, correlation_id, idempotency_key, request_hash, to_timestamp(at / 1000), to_timestamp(at / 1000)
        from unnest($3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::int[], $8::uuid[], $9::text[], $10::text[],
          $11::text[], $12::text[], $13::bool[], $14::text[], $15::text[], $16::text[], $17::float8[])
          as x (id, owner_id, type, definition_id, definition_version, template_id, graph_hash, input, input_apart,
            config, debug, correlation_id, idempotency_key, request_hash, at)
        on conflict do nothing
        returning id
      ), events as (
        insert into execution_event (execution_id, sequence, epoch, type, at, path, attempt, data)
        select execution_id, sequence, epoch, e.type, to_timestamp(at / 1000), path, attempt, data::json
        from unnest($18::uuid[], $19::int[], $20::int[], $21::text[], $22::float8[], $23::text[], $24::smallint[], $25::text[])
          as e (execution_id, sequence, epoch, type, at, path, attempt, data)
        join accepted on accepted.id = e.execution_id
      )
      select id from accepted`,
    values: [
      ...graphColumns(contexts),
      ...executionColumns(firsts, packing),
      ...eventColumns(firsts, packing),
    ],
  };
}

function sortKey({ record }: ExecutionContext): string {
  return `${record.ownerId}:${record.idempotencyKey ?? ''}:${record.id}`;
}

/** Each graph once: one statement cannot meet its own row twice. */
function graphColumns(contexts: readonly ExecutionContext[]): readonly unknown[] {
  const graphs = new Map(contexts.map(({ record, canonical }) => [record.graphHash, canonical]));
  const hashes = [...graphs.keys()].sort();
  return [hashes, hashes.map((hash) => graphs.get(hash))];
}

function executionColumns(firsts: readonly First[], packing: Packing): readonly unknown[] {
  const rows = firsts.map((first) => ({
    ...first.record,
    packed: packing.column(first, first.record.input),
  }));
  return columns(rows, [
    (one) => one.id,
    (one) => one.ownerId,
    (one) => one.type,
    (one) => one.definitionId,
    (one) => one.definitionVersion,
    (one) => one.templateId,
    (one) => one.graphHash,
    (one) => one.packed.whole,
    (one) => one.packed.apart,
    (one) => JSON.stringify({ model: one.modelDefaults, limits: one.limits }),
    (one) => one.debug,
    (one) => one.correlationId,
    (one) => one.idempotencyKey,
    (one) => one.requestHash,
    (one) => one.queuedAt,
  ]);
}

interface First extends Append {
  readonly record: ExecutionContext['record'];
}

function firstAppend({ record, queued }: ExecutionContext): First {
  return { record, executionId: record.id, epoch: 0, events: [{ sequence: 1, event: queued }] };
}
