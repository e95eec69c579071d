/*
 * What durability costs: Chatter beside the floors that no engine with its guarantees can go below, in one interleaved
 * run. Times of a shared machine mean little; the ratios inside one run, and what the database counts, do.
 */
import { migrateDatabase, openPool } from '../src/persistence/index.ts';
import { openDoor, openOwner } from './chatter.ts';
import type { Contestant } from './contestant.ts';
import { groupFloor, insertFloor } from './floors.ts';
import { type Scenario, scenarios } from './graphs.ts';
import { DatabaseMeter, type Measurement, Meter } from './meter.ts';
import { count, counts, readOptions, someOf } from './options.ts';
import { report } from './report.ts';
import { openTemporaryDatabase, quietLog } from './temporary-database.ts';

const {
  rounds,
  scenarios: chosen,
  concurrency: concurrencies,
} = readOptions({
  script: 'bench',
  tells: 'What durability costs: Chatter beside the floors that no engine with its guarantees can go below.',
  options: { rounds: count(3), scenarios: someOf(scenarios), concurrency: counts(1, 16, 64) },
});

/** Workflows of one measurement: enough for some seconds' worth of steps. */
function countOf(scenario: Scenario, concurrency: number): number {
  const rounds = { sequence: 60, loop: 2, fan: 30, stream: 30 }[scenario];
  return concurrency * rounds + (concurrency === 1 ? rounds * 3 : 0);
}

const database = await openTemporaryDatabase();
await migrateDatabase(database.url);
const pool = openPool({ url: database.url, size: 16, name: 'bench-floors', log: quietLog });
const meter = new Meter();
const databaseMeter = new DatabaseMeter(pool);
// A database of its own: what it has accepted is nobody's job, and the other's sweep would find it.
await pool.query('create database bench_owner');
const ownerUrl = Object.assign(new URL(database.url), { pathname: '/bench_owner' }).href;
await migrateDatabase(ownerUrl);
const owner = await openOwner(ownerUrl, meter);
const door = await openDoor(database.url, meter);
const contestants = [await insertFloor(pool, meter), await groupFloor(pool, meter), owner, door];

async function measure(one: Contestant, scenario: Scenario, concurrency: number): Promise<Measurement> {
  const count = countOf(scenario, concurrency);
  const warmUp = Math.ceil(count / 5);
  await one.prepare?.(scenario, count + warmUp);
  await runAll(one, scenario, { concurrency, count: warmUp });
  meter.take();
  const before = await databaseMeter.read();
  const cpu = process.cpuUsage();
  const began = performance.now();
  await runAll(one, scenario, { concurrency, count });
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const after = await databaseMeter.read();
  return {
    ...meter.take(),
    workflows: count,
    perSecond: count / seconds,
    cpuMs: (user + system) / 1000 / count,
    databaseCpuMs: (after.cpuMs - before.cpuMs) / count,
    transactions: (after.xid - before.xid - 1) / count,
    statements: (after.calls - before.calls) / count,
    walBytes: (after.wal - before.wal) / count,
  };
}

async function runAll(
  one: Contestant,
  scenario: Scenario,
  { concurrency, count }: { readonly concurrency: number; readonly count: number },
): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await one.run(scenario);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

const found = new Map<string, Measurement[]>();
for (let round = 1; round <= rounds; round += 1) {
  for (const scenario of chosen) {
    for (const concurrency of concurrencies) {
      for (const one of contestants) {
        const key = JSON.stringify([scenario, concurrency, one.name]);
        const measurement = await measure(one, scenario, concurrency);
        found.set(key, [...(found.get(key) ?? []), measurement]);
      }
      process.stderr.write(`round ${round}: ${scenario} at concurrency ${concurrency}\n`);
    }
  }
}
for (const line of report(found, { names: contestants.map(({ name }) => name), chosen, concurrencies }))
  console.log(line);

await door.close();
await owner.close();
await pool.end();
await database.close();
