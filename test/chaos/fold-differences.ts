import { evolve, initialState } from '../../src/engine/index.ts';
import {
  openDatabase,
  openPool,
  PostgresEventLog,
  PostgresExecutionStore,
} from '../../src/persistence/index.ts';
import { wholeLog } from '../../src/runtime/owner/fold-log.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { WorkTurns } from '../../src/runtime/work-turns.ts';
import { Workflows } from '../../src/runtime/workflows.ts';
import { silentLog } from '../support/silent-log.ts';
import { registry, validator } from '../support/validator.ts';

/** Where the fold of a log, and the row beside it, do not say the same; nothing: an empty list. */
export async function foldDifferences(
  dataDirectory: string,
  ids: readonly string[],
): Promise<readonly object[]> {
  const database = await openDatabase({ dataDirectory, log: silentLog });
  const pool = openPool({ url: database.url, size: 2, name: 'fold', log: silentLog });
  const jobs = { enqueue: async () => undefined, schedule: async () => undefined };
  const log = new PostgresEventLog({ pool, jobs });
  const store = new PostgresExecutionStore({ pool, jobs });
  const workflows = new Workflows({
    turns: new WorkTurns(systemClock),
    validator,
    registry,
    secrets: { owned: async () => new Set() },
  });
  const differences: object[] = [];
  for (const id of ids) {
    const loaded = await store.load(id);
    if (loaded === null) {
      differences.push({ id, missing: true });
      continue;
    }
    const { record } = loaded;
    const { plan } = workflows.restored(record.graphHash, await store.graph(record.graphHash));
    let state = initialState(plan);
    for await (const page of wholeLog(log, record.id)) {
      state = page.reduce((folded, { event }) => evolve(folded, event), state);
    }
    const { rows } = await pool.query('select status, output, usage from workflow_execution where id = $1', [
      record.id,
    ]);
    const { status, output, usage } = state;
    const folded = JSON.stringify(sorted({ status, output, usage, open: state.open.size }));
    const stored = JSON.stringify(sorted({ ...rows[0], open: 0 }));
    if (folded !== stored) differences.push({ id: record.id, folded, stored });
  }
  await pool.end();
  await database.stop();
  return differences;
}

/** The same values with their keys in order, at every depth. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
