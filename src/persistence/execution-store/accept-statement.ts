import { v7 as newId } from 'uuid';
import type { ExecutionContext } from '../../runtime/execution-context.ts';
import type { ExecutionRecord } from '../../runtime/execution-record.ts';
import type { Append } from '../../runtime/ports/event-log.ts';
import type { Statement } from '../../runtime/ports/transaction.ts';
import type { Packing } from '../blobs/packing.ts';
import { bool, columns, int4, json, text, timestamptz, uuid } from '../columns.ts';
import { logColumns, logRows } from '../event-log/log-row.ts';
import { prioritySql } from './queued-row.ts';

/**
 * Keeps executions, their graphs and the first events of their logs, all in one statement that returns what it
 * kept and whose it is. An execution whose id or idempotency key is there already is left out. Rows are sorted, so
 * two processes that bring the same keys wait for, not against, each other.
 */
export function acceptStatement(contexts: readonly ExecutionContext[], packing: Packing): Statement {
  const sorted = [...contexts].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  const firsts = sorted.map(firstAppend);
  const turns = turnColumns(sorted);
  const isSaid = turns.length > 0;
  return {
    name: isSaid ? 'accept-turns' : 'accept-executions',
    text: `with graphs as (
        insert into workflow_graph (hash, document)
        select hash, document::jsonb from unnest($1::text[], $2::json[]) as g (hash, document)
        on conflict do nothing
      ), accepted as (
        insert into workflow_execution (id, owner_id, workflow_type, definition_id, definition_version, template_id,
          conversation_id, graph_hash, input, input_apart, workflow_config, debug, correlation_id, idempotency_key, request_hash, created_at, updated_at)
        select id, owner_id, type, definition_id, definition_version, template_id, conversation_id, graph_hash, input::jsonb,
          input_apart::jsonb, config::jsonb, debug, correlation_id, idempotency_key, request_hash, at, at
        from unnest($3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::int[], $8::uuid[], $9::uuid[], $10::text[],
          $11::json[], $12::json[], $13::json[], $14::bool[], $15::text[], $16::text[], $17::text[], $18::timestamptz[])
          as x (id, owner_id, type, definition_id, definition_version, template_id, conversation_id, graph_hash, input,
            input_apart, config, debug, correlation_id, idempotency_key, request_hash, at)
        on conflict do nothing
        returning id, owner_id, conversation_id, created_at, ${prioritySql}
      ), events as (
        insert into execution_event (execution_id, sequence, epoch, events)
        select e.* from unnest($19::uuid[], $20::int[], $21::int[], $22::json[]) as e (execution_id, sequence, epoch, events)
        join accepted on accepted.id = e.execution_id
      )${isSaid ? turnsSql : ''}
      select id, owner_id, priority from accepted`,
    values: [
      ...graphColumns(contexts),
      ...executionColumns(firsts, packing),
      ...logColumns(logRows(firsts, packing)),
      ...turns,
    ],
  };
}

/**
 * What is said in conversations, which are in use now. They are locked in the order of their ids; one that was deleted
 * at this moment hears nothing.
 */
const turnsSql = `, present as materialized (
        select id from conversation where id in (select conversation_id from accepted) order by id for no key update
      ), used as (
        update conversation c set updated_at = greatest(c.updated_at, a.at)
        from present, (select conversation_id, max(created_at) as at from accepted group by 1) a
        where c.id = present.id and a.conversation_id = c.id
      ), said as (
        insert into message (id, conversation_id, execution_id, role, content, created_at)
        select m.id, present.id, accepted.id, 'user', m.content, accepted.created_at
        from unnest($23::uuid[], $24::uuid[], $25::text[]) as m (id, execution_id, content)
        join accepted on accepted.id = m.execution_id
        join present on present.id = accepted.conversation_id
      )`;

function turnColumns(contexts: readonly ExecutionContext[]): readonly unknown[] {
  const turns = contexts.filter(({ record }) => record.conversationId !== null);
  return columns(turns, [
    uuid(() => newId()),
    uuid(({ record }) => record.id),
    text(({ message }) => message),
  ]);
}

function sortKey({ record }: ExecutionContext): string {
  return `${record.ownerId}:${record.idempotencyKey ?? ''}:${record.id}`;
}

/** Each graph once: one statement cannot meet its own row twice. */
function graphColumns(contexts: readonly ExecutionContext[]): readonly unknown[] {
  const graphs = new Map(contexts.map(({ record, canonical }) => [record.graphHash, canonical]));
  const sorted = [...graphs].sort(([a], [b]) => (a < b ? -1 : 1));
  return columns(sorted, [text(([hash]) => hash), json(([, document]) => document)]);
}

/** What is as ever is not written. */
function configOf({ modelDefaults: model, limits, priority }: ExecutionRecord) {
  return { model, limits, ...(priority === 'normal' ? {} : { priority }) };
}

function executionColumns(firsts: readonly First[], packing: Packing): readonly unknown[] {
  const rows = firsts.map((first) => ({
    ...first.record,
    packed: packing.column(first, first.record.input),
  }));
  return columns(rows, [
    uuid((one) => one.id),
    uuid((one) => one.ownerId),
    text((one) => one.type),
    uuid((one) => one.definitionId),
    int4((one) => one.definitionVersion),
    uuid((one) => one.templateId),
    uuid((one) => one.conversationId),
    text((one) => one.graphHash),
    json((one) => one.packed.whole),
    json((one) => one.packed.apart),
    json((one) => JSON.stringify(configOf(one))),
    bool((one) => one.debug),
    text((one) => one.correlationId),
    text((one) => one.idempotencyKey),
    text((one) => one.requestHash),
    timestamptz((one) => one.queuedAt),
  ]);
}

interface First extends Append {
  readonly record: ExecutionContext['record'];
}

function firstAppend({ record, queued }: ExecutionContext): First {
  return { record, executionId: record.id, epoch: 0, events: [{ sequence: 1, event: queued }] };
}
