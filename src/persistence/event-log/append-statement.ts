import type { Append } from '../../runtime/ports/event-log.ts';
import type { Statement } from '../../runtime/ports/transaction.ts';
import type { Packing } from '../blobs/packing.ts';
import { columns, int2, int4, int8, json, text, timestamptz, uuid } from '../columns.ts';
import { rowChanges } from './execution-row.ts';
import { type LogRow, listOf, logColumns, logRows } from './log-row.ts';

interface Part {
  readonly name: string;
  /** A common table expression whose parameters are numbered from `first`. */
  readonly sql: (first: number) => string;
  readonly values: readonly unknown[];
  /** How many rows it must touch; fewer means that somebody else owns one of them. */
  readonly rows?: number;
  /** It writes what follows from another part, and has no parameters of its own. */
  readonly follows?: boolean;
}

/**
 * Everything the appends make durable, as one statement that is its own transaction. Parts that have nothing to write
 * are left out, so a steady stream of steps runs the shortest form.
 */
export function appendStatement(appends: readonly Append[], packing: Packing): Statement {
  const log = logRows(appends, packing);
  const parts = [
    events(log),
    rows(appends, packing),
    entries(appends),
    answers(appends),
    snapshots(appends, packing),
    usage(appends),
    commands(appends),
  ].filter((part) => part.values.length > 0 || part.follows === true);
  const [only] = parts;
  if (parts.length === 1 && only?.name === 'events') return eventsStatement(log, only);
  const values: unknown[] = [];
  const expressions = parts.map((part) => {
    const sql = `${part.name} as (${part.sql(values.length + 1)})`;
    values.push(...part.values);
    return sql;
  });
  const guarded = parts.find((part) => part.rows !== undefined);
  if (!guarded) return { name: nameOf(parts), text: withMain(expressions, 'select 1'), values };
  values.push(guarded.rows);
  const guard = `select 1 / (case when (select count(*) from ${guarded.name}) = $${values.length}::int then 1 else 0 end)`;
  return { name: nameOf(parts), text: withMain(expressions, guard), values };
}

/** So few rows are written faster one by one than by way of arrays. */
const fewRows = 4;

/** What steps cost most of the time: nothing but events. */
function eventsStatement(rows: readonly LogRow[], { sql, values }: Part): Statement {
  if (rows.length > fewRows) return { name: 'append:events', text: sql(1), values: [...values] };
  const tuples = rows.map((_, row) => `($${4 * row + 1}, $${4 * row + 2}, $${4 * row + 3}, $${4 * row + 4})`);
  return {
    name: `append:events:${rows.length}`,
    text: `insert into execution_event (execution_id, sequence, epoch, events) values ${tuples.join(', ')}`,
    values: rows.flatMap((row) => [row.executionId, row.sequence, row.epoch, listOf(row)]),
  };
}

function nameOf(parts: readonly Part[]): string {
  return `append:${parts.map((part) => part.name).join('+')}`;
}

function withMain(expressions: readonly string[], main: string): string {
  return `with ${expressions.join(',\n')}\n${main}`;
}

function events(log: readonly LogRow[]): Part {
  return {
    name: 'events',
    values: logColumns(log),
    sql: (n) => `insert into execution_event (execution_id, sequence, epoch, events)
      select * from unnest($${n}::uuid[], $${n + 1}::int[], $${n + 2}::int[], $${n + 3}::json[])`,
  };
}

function rows(appends: readonly Append[], packing: Packing): Part {
  const { values, count } = rowChanges(appends, packing);
  return {
    name: 'executions',
    values,
    rows: count,
    sql: (n) => `update workflow_execution x set
        epoch = c.epoch, status = c.status, live = c.status = 'running',
        worker = case when c.lets_go then null else coalesce(c.claimed_by, x.worker) end,
        claimed_by = coalesce(c.claimed_by, x.claimed_by),
        started_at = coalesce(x.started_at, c.started_at),
        recoveries = coalesce(c.recoveries, x.recoveries),
        completed_at = c.completed_at,
        output = c.output::jsonb, output_apart = c.output_apart::jsonb, error = c.error::jsonb, usage = coalesce(c.usage::jsonb, x.usage),
        updated_at = now()
      from unnest($${n}::uuid[], $${n + 1}::int[], $${n + 2}::int[], $${n + 3}::text[], $${n + 4}::text[],
        $${n + 5}::bool[], $${n + 6}::timestamptz[], $${n + 7}::int[], $${n + 8}::timestamptz[], $${n + 9}::json[],
        $${n + 10}::json[], $${n + 11}::json[], $${n + 12}::int[], $${n + 13}::timestamptz[], $${n + 14}::json[])
        as c (id, held_epoch, epoch, status, claimed_by, lets_go, started_at, recoveries, completed_at, output, error,
          usage, commands, first_text_at, output_apart)
      where x.id = c.id and x.epoch = c.held_epoch and x.status not in ('completed', 'failed', 'cancelled')
        and (c.commands is null or x.commands = c.commands)
      returning x.id, x.owner_id, x.workflow_type, x.template_id, x.definition_id, x.definition_version, x.status,
        x.error, x.usage, x.started_at, x.completed_at, c.first_text_at`,
  };
}

/** One for each execution that ends, of what its row says now: neither could be there without the other. */
function entries(appends: readonly Append[]): Part {
  return {
    name: 'entries',
    values: [],
    follows: appends.some(({ end }) => end !== undefined),
    sql: () => `insert into analytics_entry (execution_id, owner_id, workflow_type, template_id, definition_id,
        definition_version, status, error_code, input_tokens, output_tokens, total_tokens, cost_micro_usd, model_calls,
        tool_calls, duration_ms, first_text_ms, ended_at)
      select id, owner_id, workflow_type, template_id, definition_id, definition_version, status, error ->> 'code',
        (usage ->> 'inputTokens')::bigint, (usage ->> 'outputTokens')::bigint, (usage ->> 'totalTokens')::bigint,
        (usage ->> 'costMicroUsd')::bigint, (usage ->> 'modelCalls')::int, (usage ->> 'toolCalls')::int,
        round(extract(epoch from completed_at - started_at) * 1000),
        greatest(round(extract(epoch from first_text_at - started_at) * 1000), 0), completed_at
      from executions where completed_at is not null`,
  };
}

/** What conversations hear. One that is being deleted hears nothing, and keeps nobody from ending. */
function answers(appends: readonly Append[]): Part {
  const given = appends.flatMap(({ executionId, end }) =>
    end?.answer ? [{ ...end.answer, executionId, at: end.at }] : [],
  );
  return {
    name: 'answers',
    values: columns(given, [
      uuid((one) => one.id),
      uuid((one) => one.conversationId),
      uuid((one) => one.executionId),
      text((one) => one.content),
      timestamptz((one) => one.at),
    ]),
    sql: (n) => `insert into message (id, conversation_id, execution_id, role, content, created_at)
      select a.id, c.id, a.execution_id, 'assistant', a.content, a.at
      from unnest($${n}::uuid[], $${n + 1}::uuid[], $${n + 2}::uuid[], $${n + 3}::text[], $${n + 4}::timestamptz[])
        as a (id, conversation_id, execution_id, content, at)
      join conversation c on c.id = a.conversation_id
      for key share of c`,
  };
}

function snapshots(appends: readonly Append[], packing: Packing): Part {
  const taken = appends.flatMap((append) =>
    append.snapshot ? [{ append, executionId: append.executionId, ...append.snapshot }] : [],
  );
  return {
    name: 'snapshots',
    values: columns(taken, [
      uuid((one) => one.executionId),
      int4((one) => one.sequence),
      int4((one) => one.stateVersion),
      json((one) => packing.snapshot(one.append, one.state)),
    ]),
    sql: (n) => `insert into execution_snapshot (execution_id, sequence, state_version, state)
      select * from unnest($${n}::uuid[], $${n + 1}::int[], $${n + 2}::int[], $${n + 3}::json[])
      on conflict (execution_id) do update
        set sequence = excluded.sequence, state_version = excluded.state_version, state = excluded.state`,
  };
}

function usage(appends: readonly Append[]): Part {
  const entries = appends.flatMap(({ executionId, usage = [] }) =>
    usage.map((one) => ({ executionId, ...one })),
  );
  return {
    name: 'usage',
    values: columns(entries, [
      uuid((one) => one.id),
      uuid((one) => one.executionId),
      text((one) => one.path),
      int2((one) => one.attempt),
      text((one) => one.provider),
      text((one) => one.model),
      int8((one) => one.usage.inputTokens),
      int8((one) => one.usage.outputTokens),
      int8((one) => one.usage.cachedTokens),
      int8((one) => one.usage.reasoningTokens),
      int8((one) => one.usage.totalTokens),
      int8((one) => one.usage.costMicroUsd),
      timestamptz((one) => one.at),
      text((one) => one.priceVersion),
    ]),
    sql: (
      n,
    ) => `insert into usage_entry (id, execution_id, path, attempt, provider, model, input_tokens, output_tokens,
        cached_tokens, reasoning_tokens, total_tokens, cost_micro_usd, at, price_version)
      select * from unnest($${n}::uuid[], $${n + 1}::uuid[], $${n + 2}::text[], $${n + 3}::smallint[], $${n + 4}::text[],
        $${n + 5}::text[], $${n + 6}::bigint[], $${n + 7}::bigint[], $${n + 8}::bigint[], $${n + 9}::bigint[],
        $${n + 10}::bigint[], $${n + 11}::bigint[], $${n + 12}::timestamptz[], $${n + 13}::text[])`,
  };
}

function commands(appends: readonly Append[]): Part {
  const consumed = appends.flatMap((append) => append.commands ?? []);
  return {
    name: 'commands',
    values: columns(consumed, [uuid((id) => id)]),
    sql: (n) => `update execution_command set consumed_at = now() where id = any ($${n}::uuid[])`,
  };
}
