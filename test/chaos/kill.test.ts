import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { discardEmbedded } from '../support/database-discard.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { ServerProcess } from '../support/server-process.ts';
import { foldDifferences } from './fold-differences.ts';
import { batchFields, Follower, type SeenEvent } from './follower.ts';
import { type Work, workload } from './workload.ts';

/** `CHATTER_KILLS=50 npx vitest run test/chaos` is the long form. */
const kills = Number(process.env.CHATTER_KILLS ?? 10);
const seed = Number(process.env.CHATTER_SEED ?? 7);
const executions = 20;

let dataDirectory: string;
let server: ServerProcess;

beforeAll(async () => {
  dataDirectory = join(await mkdtemp(join(tmpdir(), 'chatter-chaos-')), 'data');
  server = await ServerProcess.at(dataDirectory);
  await server.start();
}, 60_000);

afterAll(async () => {
  await server.stop();
  await discardEmbedded(dataDirectory);
  await rm(dataDirectory, { recursive: true, force: true });
}, 60_000);

async function ask<T>(query: string, variables: object): Promise<T> {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

interface Execution {
  readonly id: string;
  readonly status: string;
  readonly output: unknown;
  readonly error: unknown;
}

async function execute({ graph }: Work): Promise<string> {
  const { executeWorkflow } = await ask<{ executeWorkflow: { execution: Execution } }>(
    `mutation ($graph: WorkflowGraphInput!) { executeWorkflow(input: { target: { graph: $graph } }) {
      ... on ExecuteWorkflowSuccess { execution { id } } ... on Error { message } } }`,
    { graph },
  );
  return executeWorkflow.execution.id;
}

async function storedEvents(id: string): Promise<readonly SeenEvent[]> {
  const events: SeenEvent[] = [];
  for (let after: string | null = null; ; ) {
    const {
      executionEvents: page,
    }: { executionEvents: { cursor: string; caughtUp: boolean; events: SeenEvent[] } } = await ask(
      `query ($id: ID!, $after: Cursor) { executionEvents(executionId: $id, after: $after, first: 500) { ${batchFields} } }`,
      { id, after },
    );
    events.push(...page.events);
    if (page.caughtUp) return events;
    after = page.cursor;
  }
}

it(
  `${kills} kills at random moments while ${executions} executions run: all complete, no node is committed twice, and nobody has seen what is not in the log`,
  async () => {
    const random = seededRandom(seed);
    const work = workload(executions, kills);
    const ids = await Promise.all(work.map(execute));
    let killed = 0;
    // In nodes that complete: what a start announces of all executions at once is no moment of their lives.
    let untilKill = 0;
    const aim = (): void => {
      untilKill = 100 + Math.floor(random() * 200);
    };
    let killing: Promise<void> | null = null;
    const strike = async (): Promise<void> => {
      await server.kill();
      await server.start();
      killed += 1;
      aim();
      killing = null;
    };
    const onEvents = (seen: readonly SeenEvent[]): void => {
      untilKill -= seen.filter(({ __typename }) => __typename === 'NodeCompleted').length;
      if (untilKill <= 0 && killing === null && killed < kills) killing = strike();
    };
    aim();
    const followers = ids.map((id) => new Follower(server, id, onEvents));
    await Promise.all(followers.map((follower) => follower.follow()));
    await killing;
    expect(killed).toBe(kills);
    for (const [index, { executionId, events }] of followers.entries()) {
      const { workflowExecution } = await ask<{ workflowExecution: Execution }>(
        'query ($id: ID!) { workflowExecution(id: $id) { id status output error { code message } } }',
        { id: executionId },
      );
      expect(workflowExecution).toEqual({
        id: executionId,
        status: 'COMPLETED',
        output: work[index]?.output,
        error: null,
      });
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 1));
      expect(await storedEvents(executionId)).toEqual(events);
      const completed = events
        .filter(({ __typename }) => __typename === 'NodeCompleted')
        .map(({ path }) => path);
      expect(new Set(completed).size).toBe(completed.length);
      expect(
        events.filter(({ __typename }) => /^Execution(Completed|Failed|Cancelled)$/.test(__typename)),
      ).toHaveLength(1);
    }
    const hour = 3_600_000;
    const { workflowAnalytics } = await ask<{ workflowAnalytics: { totals: unknown } }>(
      `query ($from: DateTime!, $to: DateTime!) { workflowAnalytics(from: $from, to: $to, bucket: HOUR) {
        totals { executions completed } } }`,
      { from: new Date(Date.now() - hour).toISOString(), to: new Date(Date.now() + hour).toISOString() },
    );
    expect(workflowAnalytics.totals).toEqual({ executions, completed: executions });
    await server.stop();
    expect(await foldDifferences(dataDirectory, ids)).toEqual([]);
  },
  120_000 + kills * 10_000,
);
