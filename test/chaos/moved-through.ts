import { setTimeout as pause } from 'node:timers/promises';
import type { GraphQLFormattedError } from 'graphql';
import { expect } from 'vitest';
import type { ServerProcess } from '../support/server-process.ts';
import { batchFields, betweenAttemptsMs, Follower, isOutage, type SeenEvent } from './follower.ts';
import type { Work } from './workload.ts';

export interface Disturbance {
  readonly server: ServerProcess;
  /** How often it happens. */
  readonly times: number;
  random(): number;
  /** Resolves when it is over. */
  disturb(): Promise<void>;
}

interface Execution {
  readonly id: string;
  readonly status: string;
  readonly output: unknown;
  readonly error: unknown;
}

/**
 * Runs the work while it is disturbed at random moments of its life, and asserts that every execution completed with
 * its output, that no node was committed twice, and that whoever followed has seen the log, all of it, once.
 * @returns the executions' ids
 */
export async function movedThrough(
  work: readonly Work[],
  disturbance: Disturbance,
): Promise<readonly string[]> {
  const { server, times } = disturbance;
  const ids = await Promise.all(work.map((one) => execute(server, one)));
  const moments = new Moments(disturbance);
  const followers = ids.map((id) => new Follower(server, id, (seen) => moments.passed(seen)));
  await Promise.all(followers.map((follower) => follower.follow()));
  await moments.over;
  expect(moments.count).toBe(times);
  for (const [index, follower] of followers.entries())
    await expectWhole(server, follower, work[index]?.output);
  return ids;
}

interface Ends {
  readonly executions: number;
  readonly completed: number;
}

/** What the server's analytics have counted. */
export async function countedEnds(server: ServerProcess): Promise<Ends> {
  const day = 24 * 3_600_000;
  const { workflowAnalytics } = await ask<{ workflowAnalytics: { totals: Ends } }>(
    server,
    `query ($from: DateTime!, $to: DateTime!) { workflowAnalytics(from: $from, to: $to, bucket: HOUR) {
      totals { executions completed } } }`,
    { from: new Date(Date.now() - day).toISOString(), to: new Date(Date.now() + day).toISOString() },
  );
  return workflowAnalytics.totals;
}

/** When to disturb, counted in nodes that complete: what a start announces of all at once is no moment of their lives. */
class Moments {
  readonly #disturbance: Disturbance;
  #left: number;
  count = 0;
  over: Promise<void> | null = null;

  constructor(disturbance: Disturbance) {
    this.#disturbance = disturbance;
    this.#left = this.#next();
  }

  passed(seen: readonly SeenEvent[]): void {
    this.#left -= seen.filter(({ __typename }) => __typename === 'NodeCompleted').length;
    if (this.#left <= 0 && this.over === null && this.count < this.#disturbance.times)
      this.over = this.#strike();
  }

  async #strike(): Promise<void> {
    await this.#disturbance.disturb();
    this.count += 1;
    this.#left = this.#next();
    this.over = null;
  }

  #next(): number {
    return 100 + Math.floor(this.#disturbance.random() * 200);
  }
}

async function expectWhole(
  server: ServerProcess,
  { executionId, events }: Follower,
  output: unknown,
): Promise<void> {
  const { workflowExecution } = await ask<{ workflowExecution: Execution }>(
    server,
    'query ($id: ID!) { workflowExecution(id: $id) { id status output error { code message } } }',
    { id: executionId },
  );
  expect(workflowExecution).toEqual({ id: executionId, status: 'COMPLETED', output, error: null });
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 1));
  expect(await storedEvents(server, executionId)).toEqual(events);
  const completed = events.filter(({ __typename }) => __typename === 'NodeCompleted').map(({ path }) => path);
  expect(new Set(completed).size).toBe(completed.length);
  expect(
    events.filter(({ __typename }) => /^Execution(Completed|Failed|Cancelled)$/.test(__typename)),
  ).toHaveLength(1);
}

/** Asks again while the database is away, like a client that has read what the error says. */
async function ask<T>(server: ServerProcess, query: string, variables: object): Promise<T> {
  for (;;) {
    const answer = await answerOf<T>(server, query, variables);
    if (!answer.errors) return answer.data;
    if (!isOutage(answer.errors)) throw new Error(JSON.stringify(answer.errors));
    await pause(betweenAttemptsMs);
  }
}

interface Answer<T> {
  readonly data: T;
  readonly errors?: readonly GraphQLFormattedError[];
}

async function answerOf<T>(server: ServerProcess, query: string, variables: object): Promise<Answer<T>> {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer<T>;
}

async function execute(server: ServerProcess, { graph }: Work): Promise<string> {
  const { executeWorkflow } = await ask<{ executeWorkflow: { execution: Execution } }>(
    server,
    `mutation ($graph: WorkflowGraphInput!) { executeWorkflow(input: { target: { graph: $graph } }) {
      ... on ExecuteWorkflowSuccess { execution { id } } ... on Error { message } } }`,
    { graph },
  );
  return executeWorkflow.execution.id;
}

async function storedEvents(server: ServerProcess, id: string): Promise<readonly SeenEvent[]> {
  const events: SeenEvent[] = [];
  for (let after: string | null = null; ; ) {
    const {
      executionEvents: page,
    }: { executionEvents: { cursor: string; caughtUp: boolean; events: SeenEvent[] } } = await ask(
      server,
      `query ($id: ID!, $after: Cursor) { executionEvents(executionId: $id, after: $after, first: 500) { ${batchFields} } }`,
      { id, after },
    );
    events.push(...page.events);
    if (page.caughtUp) return events;
    after = page.cursor;
  }
}
