import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { findCluster } from '../../src/persistence/embedded/cluster-location.ts';
import { findPostmaster } from '../../src/persistence/embedded/postmaster.ts';
import { discardEmbedded } from '../support/database-discard.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { ServerProcess } from '../support/server-process.ts';
import { foldDifferences } from './fold-differences.ts';
import { countedEnds, movedThrough } from './moved-through.ts';
import { workload } from './workload.ts';

/** `CHATTER_KILLS=50 npx vitest run test/chaos` is the long form. */
const kills = Number(process.env.CHATTER_KILLS ?? 10);
const databaseKills = Math.ceil(kills / 4);
const seed = Number(process.env.CHATTER_SEED ?? 7);
const executions = 20;

let parent: string;
let dataDirectory: string;
let server: ServerProcess;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'chatter-chaos-'));
  dataDirectory = join(parent, 'data');
  server = await ServerProcess.at(dataDirectory);
  await server.start();
});

afterAll(async () => {
  await server.stop();
  await discardEmbedded(dataDirectory);
  await rm(parent, { recursive: true, force: true });
});

it(
  `${databaseKills} kills of the database at random moments while ${executions} executions run: the server goes on, all complete, and nobody has seen what is not in the log`,
  async () => {
    const postmaster = async () => {
      const cluster = await findCluster(dataDirectory);
      return cluster && (await findPostmaster(cluster))?.process.pid;
    };
    await movedThrough(workload(executions, databaseKills), {
      server,
      times: databaseKills,
      random: seededRandom(seed),
      // What has been seen may be older than the last kill: then it has not come back yet.
      disturb: async () => void process.kill(await vi.waitUntil(postmaster, { timeout: 60_000 }), 'SIGKILL'),
    });
  },
  180_000 + databaseKills * 20_000,
);

it(
  `${kills} kills at random moments while ${executions} executions run: all complete, no node is committed twice, and nobody has seen what is not in the log`,
  async () => {
    const before = await countedEnds(server);
    const ids = await movedThrough(workload(executions, kills), {
      server,
      times: kills,
      random: seededRandom(seed),
      disturb: async () => {
        await server.kill();
        await server.start();
      },
    });
    // Everybody's end is counted once.
    expect(await countedEnds(server)).toEqual({
      executions: before.executions + executions,
      completed: before.completed + executions,
    });
    await server.stop();
    expect(await foldDifferences(dataDirectory, ids)).toEqual([]);
  },
  180_000 + kills * 20_000,
);
