import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertLegacyWorkflow, isLegacyWorkflow } from '../../../src/graph/index.ts';
import { importContext } from '../../support/validation-context.ts';
import { controlFlow } from './control-flow.ts';
import { ragWithTools } from './editor-examples.ts';
import { everythingWrong } from './everything-wrong.ts';
import { validator } from './legacy-registry.ts';
import { universalChat } from './universal-chat.ts';

const documents = [controlFlow, ragWithTools, everythingWrong, universalChat].map((document) =>
  JSON.stringify(document),
);

const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    'END',
    '',
    'start',
    'loop',
    'conditional',
    'has_errors',
    'true',
    'a b',
    'constructor',
    '__proto__',
    '\ud800',
  ),
  fc.constantFrom(null, -1, 1e300, [], {}),
);

/** A legacy document in which some values, anywhere, are others. */
const mutated = fc
  .tuple(fc.constantFrom(...documents), fc.array(fc.tuple(fc.nat(), anything), { maxLength: 6 }))
  .map(([text, changes]) => {
    let places = 0;
    JSON.parse(text, () => {
      places += 1;
    });
    const at = new Map(changes.map(([place, value]) => [place % places, value]));
    let place = -1;
    return JSON.parse(text, (_, value: unknown) => {
      place += 1;
      return at.has(place) ? at.get(place) : value;
    });
  });

describe('converting a legacy workflow', () => {
  it('never throws, gives what can be read and validated, and always the same', () => {
    let conversions = 0;
    let valid = 0;
    const property = fc.property(fc.oneof({ weight: 4, arbitrary: mutated }, fc.anything()), (input) => {
      expect(typeof isLegacyWorkflow(input)).toBe('boolean');
      const result = convertLegacyWorkflow(input);
      if (!result.ok) {
        expect(result.error.length).toBeGreaterThan(0);
        return;
      }
      conversions += 1;
      const { graph, report } = result.value;
      expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
      expect(convertLegacyWorkflow(input)).toEqual(result);
      // L2: what could not be converted does not pass.
      const hasErrors = report.some(({ severity }) => severity === 'error');
      const { graph: passed } = validator.validate(graph, importContext);
      if (passed !== null) valid += 1;
      expect(passed !== null && hasErrors, JSON.stringify(report)).toBe(false);
    });
    fc.assert(property, { numRuns: 800 });
    expect(conversions).toBeGreaterThan(200);
    expect(valid).toBeGreaterThan(20);
  });

  it.each([
    ['text', '{}', 'document/not-object'],
    ['a list', [], 'document/not-object'],
    ['nothing', undefined, 'document/not-json'],
    ['no nodes', { edges: [] }, 'document/missing-key'],
    ['nodes that are no list', { nodes: {} }, 'document/invalid-value'],
    ['edges that are no list', { nodes: [], edges: 1 }, 'document/invalid-value'],
    ['too many nodes', { nodes: Array.from({ length: 1001 }, () => ({})) }, 'document/too-many-nodes'],
    ['half a character', { nodes: [{ id: '\ud800' }] }, 'document/unstorable-text'],
    ['a template', { name: 'x', default_params: {} }, 'document/missing-key'],
  ])('refuses %s', (_, input, code) => {
    const result = convertLegacyWorkflow(input);
    expect(result).toMatchObject({ ok: false, error: [expect.objectContaining({ code })] });
  });

  it('bounds what many error handlers with many edges become', () => {
    const plain = Array.from({ length: 300 }, (_, index) => ({ id: `n${index}`, type: 'model' }));
    const nodes = [{ id: 'start', type: 'start' }, { id: 'h', type: 'errorHandler' }, ...plain];
    const edges = plain.flatMap(({ id }, index) => [
      { source: 'start', target: id },
      index < 150 ? { source: id, target: 'h' } : { source: 'h', target: id, sourceHandle: 'success' },
    ]);
    const result = convertLegacyWorkflow({ nodes, edges });
    expect(result.ok && result.value.report).toContainEqual(
      expect.objectContaining({ severity: 'error', message: expect.stringContaining('too many edges') }),
    );
    expect(result.ok && validator.validate(result.value.graph, importContext).graph).toBeNull();
  });

  it('lists no more findings than anybody reads, and says how many more there are', () => {
    const nodes = Array.from({ length: 500 }, (_, index) => ({ id: `n${index}`, type: 'llm' }));
    const result = convertLegacyWorkflow({ nodes, edges: [] });
    const report = result.ok ? result.value.report : [];
    expect(report).toHaveLength(201);
    expect(report.at(-1)?.message).toBe('301 more findings are not listed: resolve these first.');
  });
});

describe('a legacy document', () => {
  it.each([
    [{ nodes: [{ id: 'a', type: 'llm' }] }],
    [{ workflow: { nodes: [{ id: 'a', type: 'model', data: {} }] } }],
    [{ nodes: [{ id: 'a', type: 'model', config: { max_tokens: 3 } }] }],
    [{ nodes: [], edges: [{ source: 'a', target: 'END' }] }],
    [{ nodes: [], edges: [{ source: 'a', target: 'b', condition: 'has_tool_calls' }] }],
    [{ nodes: [{ id: 'a', type: 'conditional', config: { condition: 'tool_calls > 2' } }] }],
    [{ nodes: [], is_public: true }],
  ])('%j is known by what only the former system wrote', (document) => {
    expect(isLegacyWorkflow(document)).toBe(true);
  });
});

describe('a document of today', () => {
  it.each([
    [{ formatVersion: 1, nodes: [{ id: 'a', type: 'llm', data: {} }] }],
    [
      {
        nodes: [{ id: 'start', type: 'start' }],
        edges: [{ source: 'start', sourcePort: 'out', target: 'x' }],
      },
    ],
    [{ nodes: [{ id: 'a', type: 'conditional', config: { condition: 'vars.a > 2' } }], edges: [] }],
    [null],
    ['text'],
  ])('%j is no legacy one', (document) => {
    expect(isLegacyWorkflow(document)).toBe(false);
  });
});
