import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const checkout = resolve(import.meta.dirname, '../..');

/** As the harness of several engines has it: it counts what it hears, and does each work once. */
const harness = `
const heard = { tick: 0, emitted: 0, received: 0 };
export const tick = () => { heard.tick += 1; };
export const emitted = () => { heard.emitted += 1; };
export const received = () => { heard.received += 1; };
export const expect = (isRight, what) => { if (!isRight) throw new Error('wrong answer: ' + what); };
export const pgUrl = () => process.env.BENCH_URL;
export async function main(name, engine) {
  for (const work of ['seq', 'loop', 'fan', 'stream']) await engine[work](work);
  await engine.close();
  console.log(JSON.stringify({ name, ...heard }));
}
`;

describe('Chatter in a harness of several engines', () => {
  let database: TestDatabase;
  let work: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    work = await mkdtemp(join(tmpdir(), 'chatter-peers-'));
    await mkdir(join(work, 'lib'));
    await mkdir(join(work, 'ours'));
    await writeFile(join(work, 'lib/bench.mjs'), harness);
    await copyFile(join(checkout, 'bench/peers/bench.mjs'), join(work, 'ours/bench.mjs'));
    await symlink(join(checkout, 'node_modules'), join(work, 'ours/node_modules'));
  });

  afterAll(async () => {
    await rm(work, { recursive: true, force: true });
    await database.drop();
  });

  it('does the work of all four, and tells of every step and token', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(work, 'ours/bench.mjs')], {
      env: { ...process.env, CHATTER_HOME: checkout, BENCH_URL: database.url },
    });
    expect(JSON.parse(stdout)).toEqual({
      name: 'chatter',
      tick: 10 + 300 + 21 + 1,
      emitted: 200,
      received: 200,
    });
  });
});
