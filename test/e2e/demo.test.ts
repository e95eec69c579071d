import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFreePort } from '../../src/persistence/embedded/cluster-access.ts';
import { findProcess } from '../../src/persistence/embedded/processes.ts';
import { discardEmbedded } from '../support/database-discard.ts';

const program = join(import.meta.dirname, '../../src/cli/demo.ts');
let parent: string;
let folder: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'chatter demo '));
  folder = join(parent, 'data folder');
});

afterAll(async () => {
  await discardEmbedded(folder);
  await rm(parent, { recursive: true, force: true });
});

it('Ctrl-C in the middle of the demo ends its server and its database', async () => {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [program], {
    env: { ...inherited, CHATTER_DATA_DIR: folder, PORT: String(await findFreePort()) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('Customer')) break;
  const [pid] = (await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n');
  expect(await findProcess(Number(pid))).toBeDefined();
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(await findProcess(Number(pid))).toBeUndefined();
});
