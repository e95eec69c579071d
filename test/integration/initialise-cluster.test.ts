import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { initialiseCluster } from '../../src/persistence/embedded/initialise-cluster.ts';

let place: string;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'no-cluster-'));
});
afterAll(() => rm(place, { recursive: true }));

it.each([
  [
    ['initdb: could not look up effective user ID 12345: user does not exist'],
    'could not look up effective user ID 12345: user does not exist',
  ],
  [
    [
      'selecting default max_connections ...',
      'initdb: error: could not write file',
      'initdb: removing contents',
    ],
    'could not write file',
  ],
  [
    ['2026-11-28 UTC [7] FATAL:  could not map shared memory', 'child process exited with exit code 1'],
    'could not map shared memory',
  ],
  [[], 'it said nothing'],
])('a data folder that PostgreSQL cannot make is refused with its reason: %j', async (lines, reason) => {
  const initdb = join(place, 'initdb');
  await writeFile(initdb, `#!/bin/sh\n${lines.map((line) => `echo '${line}' >&2\n`).join('')}exit 1\n`, {
    mode: 0o755,
  });
  const making = initialiseCluster({ place, password: 'of-the-test', initdb, user: undefined });
  await expect(making).rejects.toMatchObject({
    code: 'database/unavailable',
    message: expect.stringContaining(`${place}: ${reason}; check`),
  });
  expect(await readdir(place)).toEqual(['initdb']);
});
