import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { eventOf, execute, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';

let database: TestDatabase;
let runtime: Runtime;
const clock = new ManualClock();

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({ url: database.url, clock });
});
afterAll(async () => {
  await runtime.close();
  await database.drop();
});

/** Waits until the test lets time pass, then says a word. */
const saying = (word: string) => ({
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'wait', type: 'delay', config: { type: 'fixed', durationMs: 1500 } },
    { id: 'say', type: 'transform', config: { outputs: { word: `"${word}"` } } },
  ],
  edges: [
    { source: 'start', target: 'wait' },
    { source: 'wait', target: 'say' },
  ],
  outputs: { word: 'nodes.say.output.word' },
});

/** A definition with two versions, and an execution of the first that has not come to its word yet. */
async function running(): Promise<{ readonly id: string; readonly executionId: string }> {
  const { app } = runtime;
  const given = { name: 'Talk', description: null, tags: [], isPublic: false, graph: saying('one') };
  const { id } = await app.createDefinition(testViewer, given);
  await app.publishDefinition(testViewer, { id, expectedVersion: null });
  const target = { kind: 'definition', id, version: null, draft: false } as const;
  const { id: executionId } = await execute(app, null, { target });
  await eventOf(app, executionId, 'ExecutionStarted');
  return { id, executionId };
}

/** Its output, once it has ended. */
async function outputOf(executionId: string): Promise<unknown> {
  return (await clock.pass(500, eventOf(runtime.app, executionId, 'ExecutionCompleted'))).output;
}

describe('P6: an execution that runs keeps the version that it began with', () => {
  const change = (id: string, expectedVersion: number, word: string) =>
    runtime.app.updateDefinition(testViewer, { id, expectedVersion, changes: { graph: saying(word) } });

  it('whatever is changed, published and restored meanwhile', async () => {
    const { app } = runtime;
    const { id, executionId } = await running();
    await change(id, 1, 'two');
    await app.publishDefinition(testViewer, { id, expectedVersion: 2 });
    await app.restoreDefinitionVersion(testViewer, { id, version: 1, expectedVersion: 2 });
    await change(id, 3, 'three');
    await app.publishDefinition(testViewer, { id, expectedVersion: null });
    expect(await app.getExecution(testViewer, executionId)).toMatchObject({ completedAt: null });
    expect(await outputOf(executionId)).toEqual({ word: 'one' });
    expect(await app.getExecution(testViewer, executionId)).toMatchObject({
      definitionId: id,
      definitionVersion: 1,
    });
  });

  it('also where its definition is deleted, and it is still found by its id', async () => {
    const { app } = runtime;
    const { id, executionId } = await running();
    await app.deleteDefinition(testViewer, id);
    expect(await app.getDefinition(testViewer, id)).toBeNull();
    expect(await app.getVersions(testViewer, [{ definitionId: id, version: 1 }])).toEqual([null]);
    expect(await app.getExecution(testViewer, executionId)).toMatchObject({ completedAt: null });
    expect(await outputOf(executionId)).toEqual({ word: 'one' });
    const target = { kind: 'definition', id, version: null, draft: false } as const;
    await expect(execute(app, null, { target })).rejects.toMatchObject({ code: 'definition/not-found' });
  });

  it('and the next one has what is published then', async () => {
    const { app } = runtime;
    const { id, executionId } = await running();
    await change(id, 1, 'two');
    await app.publishDefinition(testViewer, { id, expectedVersion: null });
    const target = { kind: 'definition', id, version: null, draft: false } as const;
    const next = await execute(app, null, { target });
    expect(await Promise.all([outputOf(executionId), outputOf(next.id)])).toEqual([
      { word: 'one' },
      { word: 'two' },
    ]);
  });
});

it('a version with a setting that its kind of node no longer has is refused when it is executed, and says what takes its place', async () => {
  const { app } = runtime;
  const graph = sequence({ type: 'model', config: { provider: 'offline', model: 'echo', prompt: 'Hello' } });
  const given = { name: 'Old', description: null, tags: [], isPublic: false, graph };
  const { id } = await app.createDefinition(testViewer, given);
  await app.publishDefinition(testViewer, { id, expectedVersion: null });
  await executeSql(
    database.url,
    `update workflow_definition_version set graph = jsonb_set(graph, '{nodes,1,config,idleTimeoutMs}', '5000')
     where definition_id = $1`,
    [id],
  );
  const target = { kind: 'definition', id, version: null, draft: false } as const;
  const message =
    'config.idleTimeoutMs means nothing: did you mean idleTimeoutMs of the node, beside config?';
  const path = 'nodes.1.config.idleTimeoutMs';
  await expect(execute(app, null, { target })).rejects.toMatchObject({
    code: 'workflow/invalid',
    details: { issues: [{ code: 'node/config-invalid', message: `node "n1": ${message}`, path }] },
  });
});
