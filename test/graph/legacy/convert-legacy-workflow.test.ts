import { describe, expect, it } from 'vitest';
import { convertLegacyWorkflow, isLegacyWorkflow, type LegacyConversion } from '../../../src/graph/index.ts';
import { isJsonObject, type JsonObject } from '../../../src/kernel/index.ts';
import { importContext } from '../../support/validation-context.ts';
import { controlFlow } from './control-flow.ts';
import { parallelProcessing, ragWithTools, simple } from './editor-examples.ts';
import { everythingWrong } from './everything-wrong.ts';
import { missingTypes, strictValidator, validator } from './legacy-registry.ts';
import { generatedWithTools, universalChat } from './universal-chat.ts';

function converted(document: unknown): LegacyConversion {
  const result = convertLegacyWorkflow(document);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return result.value;
}

function objectsOf(graph: JsonObject, list: 'nodes' | 'edges'): readonly JsonObject[] {
  const items = graph[list];
  return Array.isArray(items) ? items.filter((item) => isJsonObject(item)) : [];
}

function nodeOf(document: unknown, id: string): JsonObject | undefined {
  return objectsOf(converted(document).graph, 'nodes').find((node) => node.id === id);
}

/** Edges as `source.port → target`, with their conditions. */
function edgesOf(document: unknown): readonly string[] {
  return objectsOf(converted(document).graph, 'edges').map(({ source, sourcePort, target, condition }) => {
    const asks = condition === undefined ? '' : ` if ${condition}`;
    return `${source}.${sourcePort ?? 'out'} → ${target}${asks}`;
  });
}

const findingsOf = (document: unknown) =>
  converted(document).report.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);

/** A workflow of one node `it` after its start. */
const withNode = (type: string, config: object, more: object = {}) => ({
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'it', type, data: { config }, ...more },
  ],
  edges: [{ source: 'start', target: 'it' }],
});

const configOf = (type: string, config: object) => nodeOf(withNode(type, config), 'it')?.config;

const documents = {
  simple,
  ragWithTools,
  parallelProcessing,
  universalChat,
  generatedWithTools,
  controlFlow,
};

describe('a legacy workflow', () => {
  it.each(Object.entries(documents))('%s becomes a valid graph', (_, document) => {
    expect(isLegacyWorkflow(document)).toBe(true);
    const { graph, result } = validator.validate(converted(document).graph, importContext);
    expect(result.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(graph).not.toBeNull();
  });

  it.each(
    Object.entries(documents),
  )('%s is refused for nothing but kinds of node that are not there', (_, document) => {
    const { graph } = converted(document);
    const types = objectsOf(graph, 'nodes').map(({ type }) => String(type));
    const expected = types.filter((type) => missingTypes.includes(type)).map(() => 'node/unknown-type');
    const { result } = strictValidator.validate(graph, importContext);
    const errors = result.issues.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code }) => code)).toEqual(expected);
  });

  it('of the example with tools keeps its answers at their ports', () => {
    expect(edgesOf(ragWithTools)).toContain('conditional-1.true → tool-1');
    expect(nodeOf(ragWithTools, 'tool-1')).toMatchObject({
      type: 'tools',
      label: 'tool-1',
      position: { x: 1000, y: 100 },
      config: { allowedTools: ['calculator'], parallel: false },
    });
    expect(nodeOf(ragWithTools, 'retrieval-1')?.config).toEqual({
      maxDocuments: 5,
      threshold: 0.7,
      collections: ['docs'],
    });
  });

  it('of the universal chat reads the conditions of its edges as answers, where they repeat the question', () => {
    const routes = edgesOf(universalChat);
    expect(routes).toEqual(
      expect.arrayContaining([
        'check_memory.true → manage_memory',
        'check_memory.false → check_retrieval',
        'check_finalize.true → finalize_response',
        'check_finalize.false → call_model',
        'check_tools.out → execute_tools if hasToolCalls()',
        'check_tools.out → end if !hasToolCalls()',
      ]),
    );
    expect(nodeOf(universalChat, 'check_tools')).toMatchObject({
      type: 'transform',
      config: { allowNone: true },
    });
    expect(converted(universalChat).graph.variables).toEqual({ capabilities: null });
  });

  it('that the generator made leads to its tools only if the model asks for some', () => {
    expect(edgesOf(generatedWithTools)).toEqual([
      'start.out → llm',
      'llm.out → end',
      'llm.out → tools if hasToolCalls()',
      'tools.out → llm',
    ]);
    expect(findingsOf(generatedWithTools)).toContain(
      'warning edges.2: The edge was always taken. Now it is if "llm" asks for tools: hasToolCalls()',
    );
    const [start, , ...others] = generatedWithTools.edges;
    const endless = { ...generatedWithTools, edges: [start, ...others] };
    expect(nodeOf(endless, 'llm')?.config).toMatchObject({ allowNone: true });
    const decided = { ...generatedWithTools.edges[2], condition: 'tool_calls < 3' };
    const asking = [start, generatedWithTools.edges[1], decided, generatedWithTools.edges[3]];
    expect(edgesOf({ ...generatedWithTools, edges: asking })).toContain(
      'llm.out → tools if toolCallCount() < 3',
    );
  });

  it('of edges that ask for errors has edges from error ports, and behind them asks for errors still', () => {
    const document = {
      nodes: ['start', 'ask', 'sorry', 'tell', 'fine'].map((id) => ({
        id,
        type: id === 'start' ? id : 'model',
      })),
      edges: [
        { source: 'start', target: 'ask' },
        { source: 'ask', target: 'sorry', condition: 'has_errors' },
        { source: 'ask', target: 'fine' },
        { source: 'ask', target: 'fine', condition: 'has_errors' },
        { source: 'sorry', target: 'tell', condition: 'has_errors' },
        { source: 'fine', target: 'tell', condition: 'has_errors and tool_calls > 1' },
      ],
    };
    expect(edgesOf(document)).toEqual([
      'start.out → ask',
      'ask.out → fine',
      'ask.error → sorry',
      'sorry.out → tell if size(errors) > 0',
      'fine.out → tell if (size(errors) > 0) && (toolCallCount() > 1)',
    ]);
    expect(validator.validate(converted(document).graph, importContext).graph).not.toBeNull();
  });

  it('of handles, ends and handlers becomes ports, an end and error ports', () => {
    expect(edgesOf(controlFlow)).toEqual([
      'node_1.out → Counter_Reset',
      'Counter_Reset.out → Refine',
      'Refine.body → count',
      'Refine.done → route',
      'count.out → pause',
      'pause.out → Refine',
      'route.true → say',
      'route.false → end',
      'say.out → end',
      'say.error → handle',
      'handle.out → apologise',
    ]);
    expect(nodeOf(controlFlow, 'handle')).toMatchObject({
      type: 'error_handler',
      config: { maxRetries: 2, action: 'continue' },
    });
    expect(nodeOf(controlFlow, 'say')).toMatchObject({
      retry: { maxAttempts: 3 },
      config: { operation: 'set', name: 'said', value: 'three \\{{ not code }}' },
    });
    expect(nodeOf(controlFlow, 'end')).toEqual({ id: 'end', type: 'end' });
    expect(converted(controlFlow).graph).toMatchObject({ name: 'Refine', metadata: { note: 'kept' } });
  });

  it('tells what it changed, each at its place', () => {
    expect(findingsOf(controlFlow)).toEqual(
      expect.arrayContaining([
        'warning nodes.1.id: The id is no name that expressions can use: it is "Counter_Reset" now.',
        'warning nodes.3.data.config.value: value is left out: the former system always counted by 1.',
        'info nodes.7.type: "errorHandler" is called "error_handler" now.',
        'info edges.10: It is left out: "handle" retries by its setting maxRetries, not by an edge.',
        'info edges.4.id: It is left out: another edge has this id.',
        'info : What means nothing here is left out: id, owner_id, version, is_public, tags.',
      ]),
    );
  });

  it('tells once for each place what it did not look at', () => {
    const [start] = simple.nodes;
    const document = {
      nodes: [{ ...start, colour: 'red', data: { ...start?.data, author: 'x' } }, simple.nodes[1]],
      edges: [{ ...simple.edges[0], weight: 3, data: { note: 'x' } }],
    };
    const found = findingsOf(document).filter((finding) => finding.includes('is left out'));
    expect(found).toEqual([
      'info nodes.0: What means nothing here is left out: colour.',
      'info nodes.0.data: What means nothing here is left out: author.',
      'info edges.0: What means nothing here is left out: weight.',
      'info edges.0.data: What means nothing here is left out: note.',
    ]);
  });

  it('of which a node has two types takes the first, and says so', () => {
    const document = withNode('model', {}, { data: { nodeType: 'delay' } });
    expect(nodeOf(document, 'it')?.type).toBe('model');
    expect(findingsOf(document)).toContain(
      'warning nodes.1: It has two types, model and delay: the first counts.',
    );
  });

  it.each<[string, object]>([
    ['memory', { memoryType: 'constructor' }],
    ['errorHandler', { fallbackAction: 'toString' }],
    ['delay', { duration: 1, unit: 'valueOf' }],
    ['constructor', {}],
  ])('of a %s takes no name that objects have from birth for one of its words', (type, config) => {
    const document = {
      ...withNode(type, config),
      edges: [
        { source: 'start', target: 'it' },
        { source: 'it', target: 'start', sourceHandle: 'hasOwnProperty' },
      ],
    };
    const { graph, report } = converted(document);
    expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
    expect(report.some(({ severity }) => severity === 'error')).toBe(true);
  });

  it('that is all wrong says all that is, and passes no validation', () => {
    const { graph, report } = converted(everythingWrong);
    expect(validator.validate(graph, importContext).graph).toBeNull();
    const errors = report.filter(({ severity }) => severity === 'error').map(({ path }) => path);
    expect(errors.sort()).toEqual(
      [
        'nodes.2.config.condition',
        'nodes.3.data.config.condition',
        'nodes.5.config.condition',
        'nodes.6.config.delay_type',
        'nodes.6.config.unit',
        'nodes.7.config.memoryType',
        'nodes.7.config.operation',
        'nodes.8',
        'nodes.8.config.fallbackAction',
        'nodes.10.type',
        'nodes.11.type',
        'nodes.12',
        'nodes.13',
        'edges.0.condition',
        'edges.1',
        'edges.5.condition',
        'edges.6.condition',
        'edges.8',
        'edges.9',
      ].sort(),
    );
    expect(report.find(({ path }) => path === 'nodes.5.config.condition')?.suggestion).toBe(
      'vars.counter < 10',
    );
  });

  it.each([
    ['a text that is CEL', 'true'],
    ['a text that nobody understood', 'banana'],
    ['a comparison that was taken for true', 'variable counter < 10'],
  ])('with %s as a condition passes no validation', (_, condition) => {
    const document = { ...simple, edges: [{ source: 'start-1', target: 'model-1', condition }] };
    const { issues } = validator.validate(converted(document).graph, importContext).result;
    expect(issues).toMatchObject([{ code: 'expression/invalid', path: 'edges.0.condition' }]);
    expect(issues[0]?.message).toContain('The name "legacy" is unknown');
  });
});

describe('the settings of a legacy node', () => {
  it.each<[string, object, object]>([
    ['model', { system_message: 'a' }, { system: 'a' }],
    ['llm', { system_prompt: 'a', max_tokens: 5 }, { system: 'a', maxTokens: 5 }],
    [
      'call_model',
      { systemMessage: 'a', maxTokens: '5', topP: 0.5 },
      { system: 'a', maxTokens: 5, topP: 0.5 },
    ],
    [
      'model',
      { systemPrompt: 'a', provider: 'openai', model: 'gpt-4' },
      { system: 'a', provider: 'openai', model: 'gpt-4' },
    ],
    ['model', { temperature: 0, frequency_penalty: 0, system_message: '' }, { temperature: 0 }],
    ['model', { system_message: 'a {{ b }} \\\\{{' }, { system: 'a \\{{ b }} {{ "\\\\\\\\{{" }}' }],
    ['tools', { available_tools: ['x'], tool_timeout_ms: 5 }, { allowedTools: ['x'], toolTimeoutMs: 5 }],
    [
      'execute_tools',
      { max_tool_calls: 3, parallel_calls: true, timeout_ms: 9 },
      { maxToolCalls: 3, parallel: true, toolTimeoutMs: 9 },
    ],
    [
      'tool',
      { tool_name: 'clock', parameters: { zone: '{{' } },
      { tool: 'clock', arguments: { zone: '\\{{' } },
    ],
    ['tool', { tools: [], parallel: false }, { allowedTools: [], parallel: false }],
    ['memory', { memory_window: 10 }, { strategy: 'summary' }],
    ['memory', { memoryType: 'entity', window: 3 }, { strategy: 'facts' }],
    ['retrieval', { limit: 3 }, { maxDocuments: 3 }],
    ['retrieval', { max_documents: 3, similarity_threshold: 0.5 }, { maxDocuments: 3, threshold: 0.5 }],
    [
      'retrieval',
      { topK: 3, threshold: 0.5, collection: 'c' },
      { maxDocuments: 3, threshold: 0.5, collections: ['c'] },
    ],
    [
      'retrieval',
      { top_k: 3, score_threshold: 0.5, document_ids: ['d'] },
      { maxDocuments: 3, threshold: 0.5, documentIds: ['d'] },
    ],
    ['loop', {}, { maxIterations: 10 }],
    ['loop', { max_iterations: 0 }, { maxIterations: 0 }],
    [
      'loop',
      { maxIterations: 2, condition: 'tool_calls < 3' },
      { maxIterations: 2, while: 'toolCallCount() < 3' },
    ],
    [
      'loop',
      { maxIterations: 2, breakCondition: 'tool_calls > 3', condition: '' },
      { maxIterations: 2, until: 'toolCallCount() > 3' },
    ],
    ['conditional', { condition: 'NO_TOOL_CALLS' }, { condition: '!hasToolCalls()' }],
    ['variable', { variable_name: 'a', value: 0 }, { operation: 'set', name: 'a', value: 0 }],
    ['variable', { variableName: 'a', operation: 'get', value: 1 }, { operation: 'get', name: 'a' }],
    [
      'variable',
      { name: 'a', operation: 'append', value: ['{{'] },
      { operation: 'append', name: 'a', value: ['\\{{'] },
    ],
    [
      'variable',
      { variable_name: 'a', operation: 'decrement', value: 7 },
      { operation: 'decrement', name: 'a' },
    ],
    ['variable', { operation: 'set' }, { operation: 'set', name: 'var_it', value: null }],
    ['error_handler', {}, { maxRetries: 3, action: 'continue' }],
    [
      'errorHandler',
      { retryCount: 0, fallbackAction: 'stop', logErrors: false },
      { maxRetries: 0, action: 'stop' },
    ],
    [
      'error_handler',
      { retry_count: 1, fallback_action: 'clear_errors' },
      { maxRetries: 1, action: 'clear_errors' },
    ],
    ['errorHandler', { fallbackAction: 'skip' }, { maxRetries: 3, action: 'continue' }],
    ['delay', {}, { type: 'fixed', durationMs: 1000 }],
    [
      'delay',
      { delay_type: 'random', duration: 5, max_duration: 9 },
      { type: 'random', durationMs: 5, maxDurationMs: 9 },
    ],
    ['delay', { type: 'fixed', duration: 1, unit: 'seconds' }, { type: 'fixed', durationMs: 1000 }],
    ['delay', { type: 'fixed', duration: 1.5, unit: 'min' }, { type: 'fixed', durationMs: 90_000 }],
    [
      'delay',
      { delayType: 'exponential', duration: 2, unit: 'H' },
      { type: 'exponential', durationMs: 7_200_000 },
    ],
    ['start', { isEntryPoint: true }, {}],
    ['end', {}, {}],
  ])('%s %j are written %j', (type, config, expected) => {
    expect(configOf(type, config)).toEqual(expected);
    expect(nodeOf({ ...withNode(type, {}), nodes: [{ id: 'it', type, config }] }, 'it')?.config).toEqual(
      expected,
    );
  });

  it.each([
    ['model', { temperature: 3 }, '"3" is left out: it must be a number from 0 to 2.'],
    ['model', { max_tokens: [] }, 'another value is left out: it must be a whole number'],
    ['model', { presence_penalty: 0.5 }, 'write it into providerOptions'],
    [
      'model',
      { system_message: 'a', system_prompt: 'b' },
      'system_prompt is left out: system_message says the same',
    ],
    ['model', { colour: 'red' }, '"colour" is left out: it is no setting of this kind of node.'],
    ['retrieval', { rerank: true }, 'not ordered once more'],
    ['variable', { variable_name: 'a', scope: 'global' }, 'a variable lives as long as its execution'],
    ['conditional', { condition: 'has_tool_calls', enabled: false }, 'was disabled, which had no effect'],
    [
      'model',
      { enabled: false, timeout: 30, retries: 1 },
      'kept enabled, timeoutMs, retry without heeding it',
    ],
  ])('%s %j are reported: %s', (type, config, message) => {
    expect(findingsOf(withNode(type, config)).join('\n')).toContain(message);
  });

  it('that every node had are told of the node', () => {
    const config = { enabled: false, timeout: 30, retries: 1, system_message: 'a' };
    expect(nodeOf(withNode('model', config), 'it')).toMatchObject({
      enabled: false,
      timeoutMs: 30_000,
      retry: { maxAttempts: 2 },
      config: { system: 'a' },
    });
  });
});
