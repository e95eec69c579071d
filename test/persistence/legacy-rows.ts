import { executeSql } from '../support/execute-sql.ts';

const [owner, template, unused, definition, finished, failed, waiting] = Array.from(
  { length: 7 },
  (_, index) => `00000000-0000-7000-8000-00000000000${index + 1}`,
);

/** Ids of the rows that `insertLegacyRows` makes. */
export const legacyIds = { owner, template, unused, definition, finished, failed, waiting } as const;

/** Rows of every legacy table, with every kind of value that a migration moves or converts. */
export async function insertLegacyRows(url: string): Promise<void> {
  await executeSql(
    url,
    `insert into workflow_template (id, owner_id, name, description, config_hash, tags, usage_count, success_rate,
       avg_response_time_ms, avg_tokens_per_use, total_tokens_used, total_cost, last_used_at, created_at, updated_at)
     values ($1, $3, 'Support', 'Answers', 'hash', '["a"]', 10, 0.8, 1500, 120.5, 1205, 1.25, '2026-01-02 03:04:05Z',
       '2026-01-01Z', '2026-01-01Z'),
       ($2, $3, 'Unused', 'Never used', 'other', null, 0, null, null, null, 0, 0, null, '2026-01-01Z', '2026-01-01Z')`,
    [template, unused, owner],
  );
  await executeSql(
    url,
    `insert into workflow_definition (id, owner_id, name, nodes, edges, workflow_metadata, version, template_id,
       created_at, updated_at)
     values ($1, $2, 'Mine', '[{"id": "start"}]', '[{"id": "e1"}]', '{"k": 1}', 3, $3, '2026-01-01Z', '2026-01-01Z')`,
    [definition, owner, template],
  );
  await executeSql(
    url,
    `insert into workflow_execution (id, definition_id, owner_id, status, started_at, completed_at, execution_time_ms,
       input_data, output_data, error_message, execution_log, tokens_used, cost, created_at, updated_at)
     values
       ($1, $4, $5, 'completed', '2026-01-01 10:00:00Z', '2026-01-01 10:00:02.5Z', 2500, '{"q": 1}', '{"a": 2}', null,
        '[{"level": "info"}]', 77, 0.002, '2026-01-01Z', '2026-01-01Z'),
       ($2, $4, $5, 'failed', '2026-01-01 10:00:00Z', '2026-01-01 10:00:01Z', 1000, '{}', null, 'it broke', null, 0, 0,
        '2026-01-01Z', '2026-01-01Z'),
       ($3, $4, $5, 'pending', null, null, null, '{}', null, null, null, 0, 0, '2026-01-01Z', '2026-01-01Z')`,
    [finished, failed, waiting, definition, owner],
  );
}

/** Every row of the legacy tables, as JSON. */
export async function readLegacyRows(url: string): Promise<unknown> {
  const [templates, definitions, executions] = await Promise.all(
    ['workflow_template', 'workflow_definition', 'workflow_execution'].map((table) =>
      executeSql<{ row: unknown }>(url, `select to_jsonb(t) as row from ${table} t order by id`),
    ),
  );
  return { templates, definitions, executions };
}
