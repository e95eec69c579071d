import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

interface Started {
  readonly npm: ChildProcess;
  /** Of npm and what it has started, as a terminal sees them. */
  signalAll(signal: NodeJS.Signals): void;
  readonly said: Promise<string>;
}

async function npmStart(): Promise<Started> {
  const npm = spawn('npm', ['start'], {
    cwd: join(import.meta.dirname, '../..'),
    detached: true,
    env: { ...process.env, DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = npm;
  if (pid === undefined) throw new Error('npm cannot be started');
  const said = text(npm.stderr);
  for await (const line of createInterface({ input: npm.stdout })) if (line === 'Ctrl-C stops it.') break;
  npm.stdout.resume();
  return { npm, said, signalAll: (signal) => process.kill(-pid, signal) };
}

it.each([
  ['SIGTERM to npm alone, as in a container', ({ npm }: Started) => npm.kill('SIGTERM')],
  ['Ctrl-C, which a terminal sends to all', ({ signalAll }: Started) => signalAll('SIGINT')],
])('%s, stops the server in good order, and npm waits for it', async (_, stop) => {
  const started = await npmStart();
  const exit = once(started.npm, 'exit');
  stop(started);
  const [code] = await exit;
  if (code !== 0) started.signalAll('SIGKILL');
  expect(code).toBe(0);
  expect(await started.said).toContain('the server has stopped');
});
