import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import { convertLegacyWorkflow } from '../../src/graph/index.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { controlFlow } from '../graph/legacy/control-flow.ts';
import { parallelProcessing, ragWithTools, simple } from '../graph/legacy/editor-examples.ts';
import { registry } from '../graph/legacy/legacy-registry.ts';
import { generatedWithTools, universalChat } from '../graph/legacy/universal-chat.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { execute, logOf, openTestRuntime } from '../support/runtime.ts';

let database: TestDatabase;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({ url: database.url, registry });
});

afterAll(async () => {
  await runtime.close();
  await database.drop();
});

/** Executes what the document becomes, with an offline model in place of the one that it names. */
async function run(document: object, message: string, model = 'echo') {
  const offline = JSON.parse(
    JSON.stringify(document).replaceAll('"model":"gpt-4",', '').replaceAll(',"model":"gpt-4"', ''),
  );
  const converted = convertLegacyWorkflow(offline);
  if (!converted.ok) throw new Error(converted.error.map((issue) => issue.message).join('\n'));
  const settings = { message, model: { provider: 'offline', model }, waitMs: 30_000 };
  const execution = await execute(runtime.app, converted.value.graph, settings);
  return { execution, log: await logOf(runtime.app, execution.id) };
}

const visitsIn = (log: readonly ExecutionEvent[]) =>
  log.flatMap((event) => (event.type === 'NodeCompleted' ? [`${event.path}.${event.port}`] : []));

const askForTool = JSON.stringify([{ do: 'toolCall', id: '1', name: 'search' }]);

describe('a legacy workflow that was imported', () => {
  it.each([
    ['simple', simple],
    ['parallel', parallelProcessing],
  ])('%s answers with the text of its last message', async (_, document) => {
    const { execution } = await run(document, 'Hello');
    expect(execution).toMatchObject({ status: 'completed', output: { response: 'Hello' } });
  });

  it('waits for all branches before it combines them', async () => {
    const { log } = await run(parallelProcessing, 'Hello');
    expect(visitsIn(log).at(-1)).toBe('model-4.out');
    expect(visitsIn(log).filter((path) => path.startsWith('model-4'))).toHaveLength(1);
  });

  it('runs its loop as often as it did, asks for names with capitals, and keeps braces as text', async () => {
    const { execution, log } = await run(controlFlow, 'Hello');
    expect(execution.status).toBe('completed');
    expect(visitsIn(log).filter((path) => path.includes('/'))).toHaveLength(10);
    expect(visitsIn(log).slice(-3)).toEqual(['route.true', 'say.out', 'end.out']);
    const said = log.find((event) => event.type === 'NodeCompleted' && event.nodeId === 'say');
    expect(said).toMatchObject({ output: { value: 'three {{ not code }}' } });
  });

  it('of the example with tools ends where its model asks for none', async () => {
    const { execution, log } = await run(ragWithTools, 'Hello');
    expect(execution.output).toEqual({ response: 'Hello' });
    expect(visitsIn(log).at(-1)).toMatch(/conditional-1\.false$/);
  });

  it('of the universal chat runs tools up to the bound of its capabilities, then answers', async () => {
    const { execution, log } = await run(universalChat, askForTool, 'scripted');
    expect(execution.status).toBe('completed');
    const visited = visitsIn(log).map((path) => path.replace(/^.*\//, ''));
    expect(visited.filter((path) => path === 'execute_tools.out')).toHaveLength(2);
    expect(visited.filter((path) => path === 'call_model.out')).toHaveLength(2);
    expect(visited.slice(-3)).toEqual(['check_finalize.true', 'finalize_response.out', 'end.out']);
    expect(visited).toContain('manage_memory.out');
    expect(visited).not.toContain('retrieve_context.out');
  });

  it('that the generator made ends when its model asks for no tools any more', async () => {
    const { execution, log } = await run(generatedWithTools, 'Hello');
    expect(execution.output).toEqual({ response: 'Hello' });
    expect(visitsIn(log).map((path) => path.replace(/^.*\//, ''))).toEqual([
      'start.out',
      'llm.out',
      'end.out',
    ]);
    const asking = await run(generatedWithTools, askForTool, 'scripted');
    expect(asking.execution).toMatchObject({ status: 'failed', error: { code: 'limit/iterations' } });
  });

  it('goes on along its edge for errors when a model fails', async () => {
    const said = (value: string) => ({
      id: value,
      type: 'variable',
      config: { variable_name: 'said', value },
    });
    const document = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'ask', type: 'llm', config: { provider: 'offline', model: 'scripted' } },
        said('sorry'),
        said('fine'),
      ],
      edges: [
        { source: 'start', target: 'ask' },
        { source: 'ask', target: 'sorry', condition: 'has_errors' },
        { source: 'ask', target: 'fine' },
      ],
    };
    const failing = await run(document, 'Hello');
    expect(visitsIn(failing.log)).toEqual(['start.out', 'sorry.out']);
    expect(failing.execution.status).toBe('completed');
  });

  it('goes on by the fallback of its error handler when a model fails', async () => {
    const document = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'ask', type: 'llm', config: { provider: 'offline', model: 'scripted' } },
        { id: 'guard', type: 'errorHandler', config: { retryCount: 0 } },
        { id: 'sorry', type: 'variable', config: { variable_name: 'said', value: 'sorry' } },
        { id: 'fine', type: 'variable', config: { variable_name: 'said', value: 'fine' } },
      ],
      edges: [
        { source: 'start', target: 'ask' },
        { source: 'ask', target: 'guard' },
        { source: 'guard', target: 'sorry', condition: 'has_errors' },
        { source: 'guard', target: 'fine' },
      ],
    };
    const failing = await run(document, 'Hello');
    expect(failing.execution.status).toBe('completed');
    expect(visitsIn(failing.log)).toEqual(['start.out', 'guard.out', 'sorry.out']);
    const [start, ask, ...rest] = document.nodes;
    const working = await run({ ...document, nodes: [start, { ...ask, config: {} }, ...rest] }, 'Hello');
    expect(visitsIn(working.log)).toEqual(['start.out', 'ask.out', 'fine.out']);
  });
});
