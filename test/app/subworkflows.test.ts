import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/app/index.ts';
import type { JsonObject } from '../../src/kernel/index.ts';
import type { StoredTemplate } from '../../src/runtime/ports/template-store.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { execute, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';
import { openTestPool } from '../support/test-pool.ts';

let database: TestDatabase;
let runtime: Runtime;
let pool: Pool;
let stranger: Viewer;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({ url: database.url });
  pool = openTestPool(database.url, 1);
});
afterAll(async () => {
  await pool.end();
  await runtime.close();
  await database.drop();
});
beforeEach(() => {
  stranger = { ownerId: randomUUID(), role: 'user' };
});

const says = (text: string) => ({
  ...sequence({ type: 'transform', config: { text } }),
  outputs: { said: 'nodes.n1.output.text' },
});
const takes = (name: string, type: string) => ({ type: 'object', properties: { [name]: { type } } });
const calls = (config: object) => ({
  ...sequence({ type: 'subworkflow', config }),
  outputs: { got: 'nodes.n1.output' },
});

async function define(graph: unknown, viewer = testViewer): Promise<string> {
  const described = { name: 'Inner', description: null, tags: [], isPublic: false };
  return (await runtime.app.createDefinition(viewer, { ...described, graph })).id;
}

async function published(graph: unknown, viewer = testViewer): Promise<string> {
  const id = await define(graph, viewer);
  await runtime.app.publishDefinition(viewer, { id, expectedVersion: null });
  return id;
}

async function draft(id: string, graph: unknown): Promise<void> {
  const { revision = 0 } = (await runtime.app.getDefinition(testViewer, id)) ?? {};
  await runtime.app.updateDefinition(testViewer, { id, expectedVersion: revision, changes: { graph } });
}

const publish = (id: string) => runtime.app.publishDefinition(testViewer, { id, expectedVersion: null });

async function republish(id: string, graph: unknown): Promise<void> {
  await draft(id, graph);
  await publish(id);
}

const outputOf = async (graph: unknown) => (await execute(runtime.app, graph, { waitMs: 30_000 })).output;
const codesOf = async (graph: unknown, viewer = testViewer) =>
  (await runtime.app.validateWorkflow(viewer, graph)).result.issues.map(({ code, nodeId }) => [code, nodeId]);

describe('a sub-workflow that names a definition', () => {
  it('runs its published version, and the version that it names once there is another', async () => {
    const id = await published(says('one'));
    await republish(id, says('two'));
    expect(await outputOf(calls({ definitionId: id }))).toEqual({ got: { said: 'two' } });
    expect(await outputOf(calls({ definitionId: id, version: 1 }))).toEqual({ got: { said: 'one' } });
  });

  it('is saved by its name, so that what is published later runs', async () => {
    const inner = await published(says('one'));
    const outer = await published(calls({ definitionId: inner }));
    const run = () =>
      execute(runtime.app, null, {
        target: { kind: 'definition', id: outer, version: null, draft: false },
        waitMs: 30_000,
      });
    expect((await run()).output).toEqual({ got: { said: 'one' } });
    await republish(inner, says('two'));
    expect((await run()).output).toEqual({ got: { said: 'two' } });
  });

  it('inside a map, and inside another sub-workflow, is found too', async () => {
    const inner = await published(says('deep'));
    const middle = await published(calls({ definitionId: inner }));
    const graph = {
      ...sequence({ type: 'map', config: { items: '[1]', graph: calls({ definitionId: middle }) } }),
      outputs: { all: 'nodes.n1.output.results' },
    };
    expect(await outputOf(graph)).toEqual({ all: [{ got: { got: { said: 'deep' } } }] });
  });

  it.each([
    ['that is not there', async () => ({ definitionId: randomUUID() })],
    ['that is not published', async () => ({ definitionId: await define(says('one')) })],
    [
      'in a version that it has not',
      async () => ({ definitionId: await published(says('one')), version: 7 }),
    ],
    ['of somebody else', async () => ({ definitionId: await published(says('one'), stranger) })],
    ['or a template that is not there', async () => ({ templateId: randomUUID() })],
  ])('%s is refused when it is validated, saved and executed', async (_, config) => {
    const graph = calls(await config());
    expect(await codesOf(graph)).toEqual([['subworkflow/not-found', 'n1']]);
    await expect(define(graph)).rejects.toMatchObject({ code: 'workflow/invalid' });
    await expect(execute(runtime.app, graph)).rejects.toMatchObject({ code: 'workflow/invalid' });
  });

  it('that would come back to itself cannot be published, and is refused with the way', async () => {
    const a = await published(says('a'));
    const b = await published(calls({ definitionId: a }));
    // As a draft it still runs what is published: only publishing it would make the circle.
    await draft(a, calls({ definitionId: b }));
    await expect(publish(a)).rejects.toThrow(
      `it runs itself: definition ${a} → definition ${b} → definition ${a}`,
    );
    await draft(a, calls({ definitionId: a }));
    await expect(publish(a)).rejects.toThrow(`it runs itself: definition ${a} → definition ${a}`);
    expect(await outputOf(calls({ definitionId: b }))).toEqual({ got: { got: { said: 'a' } } });
  });

  it('that would come back to itself is found to do so, however its id is written', async () => {
    const id = await published(says('a'));
    await draft(id, calls({ definitionId: id }));
    await expect(publish(id.toUpperCase())).rejects.toThrow('it runs itself');
    await draft(id, calls({ definitionId: id.toUpperCase() }));
    await expect(publish(id)).rejects.toThrow('it runs itself');
  });

  it('that goes on to an older version of itself can be published', async () => {
    const id = await published(says('old'));
    await republish(id, calls({ definitionId: id, version: 1 }));
    const target = { kind: 'definition', id, version: null, draft: false } as const;
    expect(await execute(runtime.app, null, { target, waitMs: 30_000 })).toMatchObject({
      output: { got: { said: 'old' } },
    });
  });

  it('that two made a circle of at one time is refused when it is executed', async () => {
    const a = await published(says('a'));
    const b = await published(calls({ definitionId: a }));
    const circle = JSON.stringify(calls({ definitionId: b }));
    await pool.query('update workflow_definition_version set graph = $1 where definition_id = $2', [
      circle,
      a,
    ]);
    expect(await codesOf(calls({ definitionId: a }))).toEqual([['subworkflow/recursive', 'n1']]);
    await expect(execute(runtime.app, calls({ definitionId: b }))).rejects.toThrow(`definition ${b} →`);
  });

  it('is refused where too many are nested', async () => {
    let id = await published(says('end'));
    for (let depth = 0; depth < 7; depth += 1) id = await published(calls({ definitionId: id }));
    expect(await codesOf(calls({ definitionId: id }))).toEqual([]);
    id = await published(calls({ definitionId: id }));
    expect(await codesOf(calls({ definitionId: id }))).toEqual([['subworkflow/too-deep', 'n1']]);
  });

  it('counts with the outputs and the inputs of the version that would run', async () => {
    const greets = { ...says('Hello {{ input.name }}'), inputs: takes('name', 'string') };
    const id = await published({ ...greets, outputs: { ...greets.outputs, length: 'size(input.name)' } });
    const reads = (expression: string, config: object = {}) => ({
      ...calls({ definitionId: id, input: { name: '"Ann"' }, ...config }),
      outputs: { read: expression },
    });
    expect(await codesOf(reads('nodes.n1.output.length + 1'))).toEqual([]);
    await expect(define(reads('nodes.n1.output.lenght'))).rejects.toThrow('Did you mean "length"?');
    await expect(define(reads('nodes.n1.output.length + "x"'))).rejects.toThrow('between number and string');
    await expect(define(reads('nodes.n1.output', { input: { name: '7' } }))).rejects.toThrow(
      'config.input.name gives int, but the workflow wants string',
    );
    await republish(id, says('anything'));
    await expect(define(reads('nodes.n1.output.length + 1'))).rejects.toThrow('"length" is unknown');
    expect(await codesOf(reads('nodes.n1.output.length + 1', { version: 1 }))).toEqual([]);
  });

  it('must name one workflow and no more', async () => {
    for (const config of [{}, { definitionId: randomUUID(), templateId: randomUUID() }]) {
      expect(await codesOf(calls(config))).toEqual([['node/config-invalid', 'n1']]);
    }
    expect(await codesOf(calls({ version: 2, graph: says('x') }))).toEqual([['node/config-invalid', 'n1']]);
  });
});

describe('a sub-workflow that names a template', () => {
  const described = { description: 'Greets.', category: null, tags: [], isPublic: false };
  const create = (graph: unknown, parameters: JsonObject = {}) =>
    runtime.app.createTemplate(testViewer, {
      ...described,
      name: 'Greeting',
      baseTemplateId: null,
      graph,
      parameters,
    });
  const update = ({ id, version }: StoredTemplate, graph: unknown, parameters?: JsonObject) =>
    runtime.app.updateTemplate(testViewer, {
      id,
      expectedVersion: version,
      changes: { graph, ...(parameters ? { parameters } : {}) },
    });

  it('runs what its parameters make of it', async () => {
    const who = { type: 'object', properties: { who: { type: 'string' } }, required: ['who'] };
    const { id } = await create(says('Hello {{ params.who }}'), who);
    expect(await outputOf(calls({ templateId: id, parameters: { who: 'Ann' } }))).toEqual({
      got: { said: 'Hello Ann' },
    });
    expect(await codesOf(calls({ templateId: id, parameters: { who: 7 } }))).toEqual([
      ['subworkflow/not-found', 'n1'],
    ]);
    const named = calls({ templateId: id, parameters: { who: 'Ann' } });
    await expect(define({ ...named, outputs: { x: 'nodes.n1.output.said + 1' } })).rejects.toThrow(
      'between string and int',
    );
  });

  it('that would come back to itself is refused when the template is stored, with the way', async () => {
    const a = await create(says('a'));
    await expect(update(a, calls({ templateId: a.id }))).rejects.toThrow(
      `it runs itself: template ${a.id} → template ${a.id}`,
    );
    const b = await create(calls({ templateId: a.id }));
    await expect(update(a, calls({ templateId: b.id }))).rejects.toThrow(
      `it runs itself: template ${a.id} → template ${b.id} → template ${a.id}`,
    );
    const c = await published(calls({ templateId: b.id }));
    await expect(update(a, calls({ definitionId: c }))).rejects.toThrow(
      `template ${a.id} → definition ${c} → template ${b.id} → template ${a.id}`,
    );
    expect(await outputOf(calls({ templateId: b.id }))).toEqual({ got: { got: { said: 'a' } } });
  });

  it('that its parameters lead back to itself is refused where their examples do', async () => {
    const a = await create(says('a'));
    const next = { type: 'object', properties: { next: { type: 'string', examples: [a.id] } } };
    const graph = calls({ templateId: '{{ params.next }}' });
    await expect(update(a, graph, next)).rejects.toThrow('it runs itself');
  });

  it('that would come back to itself is not imported over it, and may be as another', async () => {
    const a = await create(says('a'));
    const b = await create(calls({ templateId: a.id }));
    const file = await runtime.app.exportTemplate(testViewer, b.id);
    const named = randomUUID();
    const { id, version } = a;
    await runtime.app.updateTemplate(testViewer, { id, expectedVersion: version, changes: { name: named } });
    const over = (overrideName: string) =>
      runtime.app.importTemplate(testViewer, { file, overrideName, merge: true });
    await expect(over(named)).rejects.toThrow(`it runs itself: template ${id} → template ${id}`);
    expect(await over(randomUUID())).toMatchObject({ merged: false });
  });

  it('counts with what that gives when another template is stored', async () => {
    const { id } = await create(says('a'));
    const wrong = { ...calls({ templateId: id }), outputs: { x: 'nodes.n1.output.sad' } };
    await expect(create(wrong)).rejects.toThrow('Did you mean "said"?');
    await expect(create(calls({ templateId: randomUUID() }))).resolves.toMatchObject({ name: 'Greeting' });
  });
});
