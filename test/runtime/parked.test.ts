import { expect, it, vi } from 'vitest';
import { executeSql } from '../support/execute-sql.ts';
import { eventOf, execute, openStillRuntime, sequence } from '../support/runtime.ts';

/** Only for what would otherwise hang. */
const patience = { timeout: 120_000, interval: 20 };
const hour = { type: 'delay', config: { type: 'fixed', durationMs: 3_600_000, maxDurationMs: 3_600_000 } };

it('a parked execution holds its rows and one timer, and nothing of the process: no owner, no clock, no subscription', async () => {
  await using still = await openStillRuntime();
  const { app, clock, url, gauges } = still;
  /** @returns how many timers the process has once so many are parked, and it has come to rest */
  const timersWith = async (more: number, all: number): Promise<number> => {
    const ids: string[] = [];
    for (let number = 0; number < more; number++) ids.push((await execute(app, sequence(hour))).id);
    for (const id of ids) await eventOf(app, id, 'ExecutionSuspended');
    const jobs = 'select name, state, count(*)::int as count from pgboss.job group by name, state';
    await vi.waitFor(async () => {
      expect(await executeSql(url, jobs)).toEqual([{ name: 'timers', state: 'created', count: all }]);
      expect(gauges.chatter_followed_executions?.()).toBe(0);
    }, patience);
    return clock.pendingTimers;
  };
  const withOne = await timersWith(1, 1);
  // Each of the two loops over jobs may be in the middle of a turn, when it waits for nothing.
  expect(await timersWith(20, 21)).toBeLessThanOrEqual(withOne + 2);
  expect(gauges.chatter_database_waiting?.()).toBe(0);
  const rows = await executeSql(
    url,
    `select distinct status, worker, (select count(*)::int from execution_command c where c.execution_id = x.id) as commands
      from workflow_execution x`,
  );
  expect(rows).toEqual([{ status: 'suspended', worker: null, commands: 0 }]);
});
