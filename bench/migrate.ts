/*
 * What bringing a legacy database to this version costs: how long it takes, and how long it keeps others from reading
 * and from writing executions.
 */
import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { migrations } from '../migrations/index.ts';
import { migrateDatabase, openPool } from '../src/persistence/index.ts';
import { ormOptions } from '../src/persistence/orm-options.ts';
import { count, readOptions } from './options.ts';
import { openTemporaryDatabase, quietLog } from './temporary-database.ts';

const { executions, definitions } = readOptions({
  script: 'bench:migrate',
  tells: 'How long the migration of a legacy database takes, and how long others wait meanwhile.',
  options: { executions: count(100_000), definitions: count(1000) },
});
const owner = '00000000-0000-7000-8000-000000000001';
const probed = '00000000-0000-7000-8000-00000000000f';

async function fill(pool: Pool): Promise<void> {
  await pool.query(
    `insert into workflow_definition (id, owner_id, name, nodes, edges)
     select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $1, 'D', (
       select jsonb_agg(jsonb_build_object('id', 'node' || i, 'type', 'model', 'data',
         jsonb_build_object('config', jsonb_build_object('system_message', repeat('p', 200)))))
       from generate_series(1, 10) i), '[]'
     from generate_series(1, $2::int) n`,
    [owner, definitions],
  );
  await pool.query(
    `insert into workflow_execution (id, definition_id, owner_id, status, started_at, completed_at, execution_time_ms,
       input_data, output_data, error_message, execution_log, tokens_used, cost)
     select case when n = 1 then $2::uuid else gen_random_uuid() end,
       ('00000000-0000-7000-8000-' || lpad(to_hex(1 + n % $4::int), 12, '0'))::uuid, $1,
       (array['completed', 'failed', 'cancelled'])[1 + n % 3], now() - interval '1 hour', now(), 1 + n % 5000,
       jsonb_build_object('message', repeat('q', 200)), jsonb_build_object('response', repeat('a', 800)),
       case when n % 3 = 1 then 'it broke' end, '[{"level": "info", "message": "started"}]', n % 1000, 0.01
     from generate_series(1, $3::int) as n`,
    [owner, probed, executions, definitions],
  );
  await pool.query('vacuum analyze workflow_execution');
}

/** Runs a statement again and again until it is told to stop; the longest that it had to wait. */
function probe(pool: Pool, text: string): () => Promise<number> {
  let longest = 0;
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      const before = performance.now();
      await pool.query(text, [probed]);
      longest = Math.max(longest, performance.now() - before);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return async () => {
    isOver = true;
    await running;
    return longest;
  };
}

const database = await openTemporaryDatabase();
const pool = openPool({
  url: database.url,
  size: 4,
  name: 'bench-migrate',
  log: quietLog,
  planning: 'each-time',
});
try {
  const orm = await MikroORM.init(ormOptions(database.url));
  await orm.migrator.up({ to: migrations[0].name });
  await orm.close();
  await fill(pool);
  const reading = probe(pool, 'select status from workflow_execution where id = $1');
  const writing = probe(pool, 'update workflow_execution set updated_at = now() where id = $1');
  const before = performance.now();
  const applied = await migrateDatabase(database.url);
  const took = performance.now() - before;
  const [read, written] = [await reading(), await writing()];
  const ms = (time: number): string => `${Math.round(time)} ms`;
  console.info(
    `${executions} executions, ${definitions} definitions, ${applied.length} migrations: ${ms(took)}`,
  );
  console.info(`longest that a reader of executions waited: ${ms(read)}; a writer: ${ms(written)}`);
} finally {
  await pool.end();
  await database.close();
}
