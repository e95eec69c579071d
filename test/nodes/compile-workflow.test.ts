import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWorkflowGraph, type WorkflowGraphInput } from '../../src/graph/index.ts';
import { builtInKinds, compileWorkflow, kindAt } from '../../src/nodes/index.ts';
import { validateStructure } from '../../src/validation/index.ts';
import { compileIssues, graphOf, registry, visit } from './run-node.ts';

const start = { id: 'start', type: 'start' };

function compile(document: WorkflowGraphInput) {
  const compiled = compileWorkflow(graphOf(document), registry);
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join('\n'));
  return compiled.value;
}

describe('compileWorkflow', () => {
  it('makes a graph ready to run', () => {
    const workflow = compile({
      variables: { n: 0 },
      outputs: { text: 'nodes.answer.output.text' },
      nodes: [
        start,
        { id: 'answer', type: 'model', retry: { maxAttempts: 3 } },
        { id: 'check', type: 'conditional', config: { condition: 'vars.n > 1', allowNone: true } },
        { id: 'end', type: 'end' },
        { id: 'remark', type: 'note', enabled: false },
      ],
      edges: [
        { source: 'start', target: 'answer' },
        { source: 'answer', target: 'check' },
        { id: 'yes', source: 'check', sourcePort: 'true', target: 'end', condition: 'vars.n < 9' },
      ],
    });
    expect(workflow.behaviours.map(({ pure }) => pure)).toEqual([true, false, true, true, true]);
    expect(workflow.plan.nodes.map(({ pure, allowNone }) => [pure, allowNone])).toEqual([
      [true, false],
      [false, false],
      [true, true],
      [true, false],
      [true, false],
    ]);
    expect(workflow.plan.nodes[1]?.retry.maxAttempts).toBe(3);
    expect([...workflow.conditions.keys()]).toEqual(['yes']);
    expect([...workflow.outputs.keys()]).toEqual(['text']);
    expect(workflow.sinks).toEqual([3, 4]);
    expect(workflow.plan.variables).toEqual({ n: 0 });
  });

  it('tells the kind of what is visited by its path, in loops and in nested graphs, whose ids may be the same', () => {
    const inner = {
      nodes: [start, { id: 'answer', type: 'variable', config: { operation: 'set', name: 'n', value: 1 } }],
      edges: [{ source: 'start', target: 'answer' }],
    };
    const workflow = compile({
      variables: { n: 0 },
      nodes: [
        start,
        { id: 'refine', type: 'loop', config: { maxIterations: 3 } },
        { id: 'each', type: 'map', config: { items: '[1, 2]', graph: inner } },
        { id: 'answer', type: 'model' },
      ],
      edges: [
        { source: 'start', target: 'refine' },
        { source: 'refine', sourcePort: 'body', target: 'each' },
        { source: 'each', target: 'answer' },
        { source: 'answer', target: 'refine' },
      ],
    });
    const kinds = {
      start: 'start',
      'refine[0]/refine': 'loop',
      'refine[2]/answer': 'model',
      'refine[2]/each': 'map',
      'refine[2]/each[1]/answer': 'variable',
      nowhere: null,
    };
    for (const [path, kind] of Object.entries(kinds))
      expect([path, kindAt(workflow, path)]).toEqual([path, kind]);
  });

  it('tells the kind of a node that heads a loop and runs a graph, and of what is in either', () => {
    const workflow = compile({
      nodes: [
        start,
        { id: 'each', type: 'map', config: { items: '[1]', graph: { nodes: [start], edges: [] } } },
        { id: 'again', type: 'conditional', config: { condition: 'loop.each.index < 2' } },
      ],
      edges: [
        { source: 'start', target: 'each' },
        { source: 'each', target: 'again' },
        { source: 'again', sourcePort: 'true', target: 'each' },
      ],
    });
    const paths = ['each[1]/each', 'each[1]/again', 'each[1]/each[0]/start'];
    expect(paths.map((path) => kindAt(workflow, path))).toEqual(['map', 'conditional', 'start']);
  });

  it('finds everything that is wrong at once, each with its place and what was probably meant', () => {
    const issues = compileIssues(
      graphOf({
        inputs: { type: 'object', properties: { topic: { type: 'string' } } },
        outputs: { x: 'nodes.b.outptu' },
        nodes: [
          start,
          { id: 'a', type: 'modle' },
          { id: 'b', type: 'model', config: { tempreture: 1, maxTokens: 0 } },
          { id: 'c', type: 'conditional', config: { condition: 'true &&\n  input.tipic == "x"' } },
        ],
        edges: [{ id: 'e', source: 'start', target: 'c', condition: 'size(input)' }],
      }),
    );
    expect(issues).toEqual([
      {
        code: 'node/unknown-type',
        message: 'node "a": has the unknown type "modle": did you mean "model"?',
        nodeId: 'a',
        edgeId: null,
        path: 'nodes.1.type',
        suggestion: 'model',
      },
      {
        code: 'node/config-invalid',
        message: 'node "b": config.maxTokens is 0: at least 1 is required',
        nodeId: 'b',
        edgeId: null,
        path: 'nodes.2.config.maxTokens',
        suggestion: null,
      },
      {
        code: 'node/config-invalid',
        message: 'node "b": config.tempreture means nothing: did you mean "temperature"?',
        nodeId: 'b',
        edgeId: null,
        path: 'nodes.2.config.tempreture',
        suggestion: 'temperature',
      },
      {
        code: 'expression/invalid',
        message:
          'node "c": The name "tipic" is unknown. Did you mean "topic"? (line 2, column 9 of nodes.3.config.condition)',
        nodeId: 'c',
        edgeId: null,
        path: 'nodes.3.config.condition',
        suggestion: 'topic',
      },
      {
        code: 'expression/invalid',
        message:
          'edge "e": The expression must give bool, but it gives int. (line 1, column 1 of edges.0.condition)',
        nodeId: null,
        edgeId: 'e',
        path: 'edges.0.condition',
        suggestion: null,
      },
      {
        code: 'expression/invalid',
        message: 'The name "outptu" is unknown. Did you mean "output"? (line 1, column 9 of outputs.x)',
        nodeId: null,
        edgeId: null,
        path: 'outputs.x',
        suggestion: 'output',
      },
    ]);
  });

  it('names the known types where none is near', () => {
    const [issue] = compileIssues(graphOf({ nodes: [start, { id: 'a', type: 'teleport' }] }));
    expect(issue?.message).toContain('known are start, end, model');
  });

  it('passes a disabled node through by out, with null output', () => {
    const graph = graphOf({
      nodes: [start, { id: 'it', type: 'model', enabled: false }],
      edges: [{ source: 'start', target: 'it' }],
    });
    expect(visit(graph)).toEqual({ status: 'completed', port: 'out', output: null });
  });

  it('checks also what is disabled: it may be enabled again', () => {
    const off = { id: 'it', type: 'transform', config: { text: '{{ nothing }}' }, enabled: false };
    expect(compileIssues(graphOf({ nodes: [start, off] }))).toMatchObject([{ code: 'expression/invalid' }]);
  });

  it.each([
    ['a word', 'yes', 'config.allowNone must be true or false'],
    ['a number', 1, 'config.allowNone must be true or false'],
  ])('refuses allowNone that is %s', (_, allowNone, message) => {
    const node = { id: 'it', type: 'transform', config: { text: 'x', allowNone } };
    expect(compileIssues(graphOf({ nodes: [start, node] }))[0]?.message).toContain(message);
  });

  it('lets expressions read loops by their header, and nothing else as a loop', () => {
    const graph = (condition: string) =>
      graphOf({
        nodes: [
          start,
          { id: 'again', type: 'loop', config: { maxIterations: 2 } },
          { id: 'body', type: 'conditional', config: { condition } },
        ],
        edges: [
          { source: 'start', target: 'again' },
          { source: 'again', sourcePort: 'body', target: 'body' },
          { source: 'body', sourcePort: 'true', target: 'again' },
        ],
      });
    expect(compileIssues(graph('loop.again.index > 0.0 && !loop.again.exhausted'))).toEqual([]);
    expect(compileIssues(graph('loop.body.index > 0.0'))).toMatchObject([{ code: 'expression/invalid' }]);
  });

  it('is total: any configuration gives a workflow or issues with places', () => {
    const types = [
      ...builtInKinds.map(({ type }) => type).filter((type) => type !== 'start'),
      'noop',
      'nothing',
    ];
    const names = [
      ...new Set(builtInKinds.flatMap(({ configSchema }) => Object.keys(configSchema.properties ?? {}))),
    ];
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('true', 'vars.x', '{{ input.a }}', '{{', 'set', 'merge', 'until', 0, 1, {
        type: 'object',
      }),
    );
    const node = fc.record({
      type: fc.constantFrom(...types),
      config: fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 5 })), value, {
        maxKeys: 5,
      }),
      enabled: fc.boolean(),
    });
    const inputs = fc.oneof(
      fc.constant({}),
      fc.dictionary(fc.constantFrom('type', 'properties', '$ref', 'items'), value),
    );
    let compiled = 0;
    fc.assert(
      fc.property(fc.array(node, { maxLength: 4 }), inputs, (nodes, schema) => {
        const listed = nodes.map((one, index) => ({ id: `n${index}`, ...one }));
        const edges = listed.map(({ id }) => ({ source: 'start', target: id }));
        const parsed = parseWorkflowGraph({ inputs: schema, nodes: [start, ...listed], edges });
        if (!parsed.ok) return;
        validateStructure(parsed.value, registry);
        const result = compileWorkflow(parsed.value, registry);
        compiled += 1;
        if (!result.ok)
          expect(result.error.every(({ path, message }) => path !== '' && message !== '')).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(compiled).toBeGreaterThan(100);
  });
});
