import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { PostgresEventLog } from '../../src/persistence/event-log/postgres-event-log.ts';
import type { UsageEntry } from '../../src/runtime/ports/event-log.ts';
import { type EventLogUnderTest, type ExecutionFacts, queuedEvent } from './event-log.contract.ts';

/** For tests in which nothing waits. */
export const noTimers = {
  schedule: async () => {
    throw new Error('no timer was expected');
  },
};

const milliseconds = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

const factsSql = `select status, epoch, worker, ${milliseconds('started_at')} as "startedAt",
  ${milliseconds('completed_at')} as "completedAt", recoveries, output, error, usage
  from workflow_execution where id = $1`;

const usageSql = `select id, path, attempt, ${milliseconds('at')} as at, provider, model,
  json_build_object('inputTokens', input_tokens, 'outputTokens', output_tokens, 'cachedTokens', cached_tokens,
    'reasoningTokens', reasoning_tokens, 'totalTokens', total_tokens, 'costMicroUsd', cost_micro_usd) as usage,
  price_version as "priceVersion"
  from usage_entry where execution_id = $1`;

/** The log on a migrated database, with the rows around it written as plainly as possible. */
export function postgresLogUnderTest(pool: Pool): EventLogUnderTest {
  const rows = async <T extends object>(sql: string, ...values: readonly unknown[]) =>
    (await pool.query<T & Record<string, unknown>>(sql, [...values])).rows;
  const row = async <T extends object>(sql: string, ...values: readonly unknown[]): Promise<T> => {
    const [first] = await rows<T>(sql, ...values);
    if (!first) throw new Error(`no row: ${sql}`);
    return first;
  };
  return {
    log: new PostgresEventLog({ pool, jobs: noTimers }),
    async accept(executionId) {
      await rows(
        `insert into workflow_execution (id, owner_id, workflow_type) values ($1, gen_random_uuid(), 'custom')`,
        executionId,
      );
      await rows(
        'insert into execution_event (execution_id, sequence, epoch, events) values ($1, 1, 0, $2)',
        executionId,
        JSON.stringify([queuedEvent.event]),
      );
    },
    async addCommand(executionId) {
      const id = randomUUID();
      await rows('update workflow_execution set commands = commands + 1 where id = $1', executionId);
      await rows(
        `insert into execution_command (id, execution_id, type) values ($1, $2, 'cancel')`,
        id,
        executionId,
      );
      return id;
    },
    async isAnswered(commandId) {
      const sql = 'select consumed_at is not null as answered from execution_command where id = $1';
      return (await row<{ answered: boolean }>(sql, commandId)).answered;
    },
    facts: (executionId) => row<ExecutionFacts>(factsSql, executionId),
    snapshot: (executionId) =>
      row(
        'select sequence, state_version as "stateVersion", state from execution_snapshot where execution_id = $1',
        executionId,
      ),
    usage: (executionId) => rows<UsageEntry>(usageSql, executionId),
  };
}
