import { describe, expect, it } from 'vitest';
import { documentLimits } from '../../src/graph/index.ts';
import { expectAnswer } from './answer.ts';

const start = { id: 'start', type: 'start' };
const wait = { id: 'wait', type: 'delay' };
const toWait = { id: 'e1', source: 'start', target: 'wait' };

/** start → wait, with whatever else is given. */
const workflow = (more: object = {}) => ({ nodes: [start, wait], edges: [toWait], ...more });

/** start → it, a node of this kind. */
const nodeOf = (type: string, config: unknown) => ({
  nodes: [start, { id: 'it', type, config }],
  edges: [{ source: 'start', target: 'it' }],
});

function issuesOf(document: unknown) {
  const { graph, issues } = expectAnswer(document);
  expect(graph).toBeNull();
  return issues;
}

describe('a graph that makes no sense is refused with the place and what to do:', () => {
  it.each<[string, unknown, object]>([
    ['no start', { nodes: [wait] }, { code: 'graph/no-start', path: 'nodes' }],
    ['nothing at all', { nodes: [] }, { code: 'graph/no-start' }],
    [
      'two starts',
      workflow({ nodes: [start, wait, { id: 'begin', type: 'start' }] }),
      { code: 'graph/two-starts', nodeId: 'begin', nodeIds: ['start', 'begin'], path: 'nodes.2.type' },
    ],
    [
      'an unknown kind',
      workflow({ nodes: [start, { id: 'wait', type: 'dealy' }] }),
      { code: 'node/unknown-type', nodeId: 'wait', path: 'nodes.1.type', suggestion: 'delay' },
    ],
    [
      'a kind with the name of what every object has',
      workflow({ nodes: [start, { id: 'wait', type: 'constructor' }] }),
      { code: 'node/unknown-type', nodeId: 'wait' },
    ],
    [
      'a node id twice',
      workflow({ nodes: [start, wait, wait] }),
      { code: 'node/same-id', nodeId: 'wait', path: 'nodes.2.id' },
    ],
    [
      'an edge id twice',
      workflow({ edges: [toWait, { ...toWait, condition: 'true' }] }),
      { code: 'edge/same-id', edgeId: 'e1', path: 'edges.1.id' },
    ],
    [
      'an edge to nowhere',
      workflow({ edges: [{ ...toWait, target: 'wiat' }] }),
      { code: 'edge/unknown-target', edgeId: 'e1', path: 'edges.0.target', suggestion: 'wait' },
    ],
    [
      'an edge from nowhere',
      workflow({ edges: [toWait, { id: 'e2', source: 'strat', target: 'wait' }] }),
      { code: 'edge/unknown-source', edgeId: 'e2', path: 'edges.1.source', suggestion: 'start' },
    ],
    [
      'an edge from a port that is not there',
      workflow({ edges: [toWait, { id: 'e2', source: 'wait', sourcePort: 'eror', target: 'wait' }] }),
      { code: 'edge/unknown-port', nodeId: 'wait', edgeId: 'e2', suggestion: 'error' },
    ],
    [
      'an edge into the start',
      workflow({ edges: [toWait, { id: 'e2', source: 'wait', target: 'start' }] }),
      { code: 'edge/into-start', nodeId: 'start', edgeId: 'e2' },
    ],
    [
      'a node that cannot be reached',
      workflow({ edges: [] }),
      { code: 'node/unreachable', nodeId: 'wait', path: 'nodes.1' },
    ],
  ])('%s', (_, document, issue) => {
    const issues = issuesOf(document);
    expect(issues).toContainEqual(
      expect.objectContaining({ layer: 'structure', severity: 'error', ...issue }),
    );
  });

  it('a cycle that can be entered at two nodes', () => {
    const nodes = [start, { id: 'a', type: 'delay' }, { id: 'b', type: 'delay' }];
    const edges = [
      { source: 'start', target: 'a', condition: 'true' },
      { source: 'start', target: 'b' },
      { source: 'a', target: 'b' },
      { source: 'b', target: 'a' },
    ];
    expect(issuesOf({ nodes, edges })).toMatchObject([
      {
        code: 'cycle/two-entries',
        nodeId: 'a',
        nodeIds: ['a', 'b'],
        message: expect.stringContaining('let every way into the cycle lead to the same node'),
      },
    ]);
  });

  it('a loop whose body does not come back', () => {
    const nodes = [start, { id: 'again', type: 'loop', config: { maxIterations: 3 } }, wait];
    const edges = [
      { source: 'start', target: 'again' },
      { source: 'again', sourcePort: 'body', target: 'wait' },
    ];
    expect(issuesOf({ nodes, edges })).toMatchObject([
      { code: 'loop/body-leads-nowhere', nodeId: 'again', nodeIds: ['again', 'wait'] },
    ]);
  });
});

describe('an expression that cannot work is refused with the place and what was probably meant:', () => {
  const inputs = { type: 'object', properties: { topic: { type: 'string' } }, additionalProperties: false };

  it('a condition with an unknown name', () => {
    const edges = [{ ...toWait, condition: 'vars.tires < 3' }];
    expect(issuesOf(workflow({ edges, variables: { tries: 0 } }))).toMatchObject([
      {
        code: 'expression/invalid',
        layer: 'structure',
        edgeId: 'e1',
        path: 'edges.0.condition',
        suggestion: 'tries',
      },
    ]);
  });

  it.each([
    ['of another type than a condition must be', 'input.topic', 'bool'],
    ['that compares what cannot be compared', 'input.topic > 3', 'string'],
    ['that does not parse', 'input.topic ==', ''],
    ['that is empty', ' ', 'empty'],
    ['that asks a node that is not there', 'nodes.wiat.output == null', '"wait"'],
    ['that calls what is not there', 'sise(input.topic) > 1', '"size"'],
    ['that is nested too deeply', `${'('.repeat(200)}true${')'.repeat(200)}`, ''],
  ])('a condition %s', (_, condition, says) => {
    const document = workflow({ inputs });
    document.nodes.push({ ...wait, id: 'ask', type: 'conditional', config: { condition } } as typeof wait);
    document.edges.push({ id: 'e2', source: 'wait', target: 'ask' });
    const issues = issuesOf(document);
    expect(issues).toMatchObject([
      { code: 'expression/invalid', nodeId: 'ask', path: 'nodes.2.config.condition' },
    ]);
    expect(issues[0]?.message).toContain(says);
  });

  it('a template with an unknown name, and an output with one', () => {
    const document = {
      ...nodeOf('model', { prompt: 'About {{ input.topci }}' }),
      inputs,
      outputs: { text: 'nodes.its.output.text' },
    };
    expect(issuesOf(document)).toMatchObject([
      {
        code: 'expression/invalid',
        nodeId: 'it',
        path: 'nodes.1.config.prompt',
        suggestion: 'topic',
      },
      { code: 'expression/invalid', path: 'outputs.text', suggestion: 'it' },
    ]);
  });
});

describe('a configuration out of its bounds is refused with the node and the setting:', () => {
  it.each<[string, string, unknown]>([
    ['delay', 'durationMs', { durationMs: -1 }],
    ['delay', 'durationMs', { durationMs: 1e12 }],
    ['delay', 'durationMs', { durationMs: 1.5 }],
    ['delay', 'durationMs', { durationMs: '5s' }],
    ['delay', 'until', { type: 'until', until: 'tomorrow' }],
    ['delay', 'until', { type: 'until', until: 'x'.repeat(500_000) }],
    ['delay', 'maxDurationMs', { durationMs: 10, maxDurationMs: 5 }],
    ['loop', 'maxIterations', {}],
    ['loop', 'maxIterations', { maxIterations: 100_001 }],
    ['model', 'temperature', { prompt: 'x', temperature: 2.1 }],
    ['model', 'maxTokens', { prompt: 'x', maxTokens: 0 }],
    ['model', 'topP', { prompt: 'x', topP: null }],
    ['model', 'stop', { prompt: 'x', stop: Array.from({ length: 17 }, () => 'a') }],
    ['model', 'stop.0', { prompt: 'x', stop: [''] }],
    ['model', 'fallbackModels.0.model', { prompt: 'x', fallbackModels: [{ provider: 'offline' }] }],
    ['model', 'prompt', { history: 'none' }],
    ['model', 'prompt', { prompt: ['x'] }],
    ['variable', 'name', { name: 'constructor', value: 1 }],
    ['variable', 'name', { name: '', value: 1 }],
    ['variable', 'value', { name: 'tries' }],
    ['variable', 'operation', { operation: 'multiply', name: 'tries', value: 2 }],
    ['conditional', 'condition', {}],
    ['conditional', 'condition', { condition: 'x'.repeat(10_001) }],
    ['end', 'terminate', { terminate: 'yes' }],
    ['end', 'outputs.topic', { outputs: { topic: 7 } }],
    ['end', 'outputs', { outputs: [] }],
    ['note', 'text', { text: 'x'.repeat(10_001) }],
    ['delay', 'allowNone', { allowNone: 1 }],
  ])('%s, %s', (type, at, config) => {
    expect(issuesOf(nodeOf(type, config))).toMatchObject([
      { code: 'node/config-invalid', layer: 'schema', nodeId: 'it', path: `nodes.1.config.${at}` },
    ]);
  });

  it('model, structuredOutput: what is wrong in a JSON Schema', () => {
    const structuredOutput = { properties: { ok: { type: 'bool' } } };
    expect(issuesOf(nodeOf('model', { prompt: 'x', structuredOutput }))).toMatchObject([
      {
        code: 'node/config-invalid',
        nodeId: 'it',
        path: 'nodes.1.config.structuredOutput.properties.ok.type',
      },
    ]);
  });

  it('an unknown setting, with the one that was probably meant', () => {
    expect(issuesOf(nodeOf('model', { promt: 'x' }))).toMatchObject([
      {
        code: 'node/config-invalid',
        nodeId: 'it',
        path: 'nodes.1.config.promt',
        suggestion: 'prompt',
      },
    ]);
  });

  it.each<[string, object]>([
    ['nodes.1.timeoutMs', { timeoutMs: 0 }],
    ['nodes.1.retry.maxAttempts', { retry: { maxAttempts: 21 } }],
    ['nodes.1.retry.factor', { retry: { factor: Number.MAX_VALUE } }],
    ['nodes.1.join', { join: 'some' }],
    ['nodes.1.config', { config: [] }],
    ['nodes.1.position.x', { position: { x: 'left', y: 0 } }],
  ])('%s, of any kind of node', (path, more) => {
    expect(issuesOf(workflow({ nodes: [start, { ...wait, ...more }] }))).toMatchObject([
      { code: 'document/invalid-value', layer: 'schema', nodeId: 'wait', path },
    ]);
  });

  it.each([
    ['maxIterations', -1],
    ['maxSteps', 0],
    ['timeoutMs', 604_800_001],
    ['maxTokens', 1.5],
    ['maxCostUsd', '-1.00'],
    ['maxCostUsd', 1],
  ])('limits.%s: %s', (limit, value) => {
    expect(issuesOf(workflow({ limits: { [limit]: value } }))).toMatchObject([
      { code: 'document/invalid-value', path: `limits.${limit}` },
    ]);
  });
});

describe('JSON that could do harm is refused:', () => {
  const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

  it.each([65, 100_000])('values %i levels deep', (levels) => {
    expect(issuesOf(workflow({ metadata: { deep: nested(levels) } }))).toMatchObject([
      { code: 'document/too-deep', layer: 'schema', message: expect.stringContaining('64 levels') },
    ]);
  });

  it.each([
    ['a NUL character', 'a\0b', 'a NUL character'],
    ['the first half of a surrogate pair', 'a\ud83db', 'half of a surrogate pair'],
    ['the second half of a surrogate pair', '\ude00', 'half of a surrogate pair'],
  ])('%s in a text, in a key, in an id', (_, text, says) => {
    const unstorable = { code: 'document/unstorable-text', message: expect.stringContaining(says) };
    const prompt = { nodes: [start, { id: 'it', type: 'model', config: { prompt: text } }], edges: [] };
    expect(issuesOf(prompt)).toMatchObject([{ ...unstorable, nodeId: 'it', path: 'nodes.1.config.prompt' }]);
    expect(issuesOf(workflow({ variables: { [text]: 1 } }))).toMatchObject([unstorable]);
    expect(issuesOf(workflow({ nodes: [start, { id: text, type: 'delay' }] }))).toMatchObject([
      { ...unstorable, path: 'nodes.1.id' },
    ]);
  });

  it.each([
    ['at the top', '{"nodes":[],"__proto__":{"polluted":true}}', undefined],
    ['in a configuration', '{"nodes":[{"id":"a","type":"model","config":{"__proto__":{"x":1}}}]}', 'a'],
    ['in a variable', '{"nodes":[],"variables":{"a":{"__proto__":{"polluted":true}}}}', undefined],
    ['as a node', '{"nodes":[{"__proto__":{"id":"a","type":"start"}}]}', undefined],
  ])('a key __proto__ from JSON text, %s', (_, text, nodeId) => {
    const [issue] = issuesOf(JSON.parse(text));
    expect(issue).toMatchObject({ code: 'document/forbidden-key', layer: 'schema' });
    expect(issue?.nodeId).toBe(nodeId);
    expect('polluted' in {} || 'x' in {}).toBe(false);
  });

  it('a node with the id __proto__', () => {
    const nodes = [start, { id: '__proto__', type: 'delay' }];
    expect(issuesOf(workflow({ nodes }))).toMatchObject([
      { code: 'document/invalid-value', path: 'nodes.1.id', message: expect.stringContaining('reserved') },
    ]);
  });

  const tenMegabytes = 10 * 1024 * 1024;

  it.each<[string, () => object]>([
    ['in one text', () => ({ metadata: { text: 'x'.repeat(tenMegabytes) } })],
    ['in one key', () => ({ metadata: { ['k'.repeat(tenMegabytes)]: 1 } })],
    ['in many values', () => ({ metadata: { numbers: Array.from({ length: tenMegabytes / 2 }, () => 1) } })],
    ['in many keys', () => ({ variables: manyKeys(tenMegabytes / 12) })],
    ['in a prompt', () => ({ nodes: [start, { ...wait, config: { prompt: 'x'.repeat(tenMegabytes) } }] })],
  ])('a document of 10 MB, %s', (_, more) => {
    expect(issuesOf(workflow(more()))).toMatchObject([
      { code: 'document/too-large', message: expect.stringContaining(String(documentLimits.maxBytes)) },
    ]);
  });
});

function manyKeys(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`name_${index}`, 1]));
}
