import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasErrors, issueCodes, issueOf, parseWorkflowGraph } from '../../src/graph/index.ts';
import type { Json, JsonObject } from '../../src/kernel/index.ts';
import { type NodeCheck, validateStructure, validateWorkflow } from '../../src/validation/index.ts';
import { randomDocument } from '../graph/random-document.ts';
import { documentOf, kinds } from './kinds.ts';

const numRuns = Number(process.env.CHATTER_PROPERTY_RUNS ?? 1000);
const sound = documentOf(['start', 'a'], ['start.out -> a']);

/** Whatever it is, it is answered, by issues that can be sent and stored. */
function expectAnswer(input: unknown): void {
  const { graph, issues } = validateWorkflow(input, kinds);
  expect(graph === null).toBe(hasErrors(issues));
  for (const issue of issues) {
    expect(issueCodes[issue.code]).toMatchObject({ layer: issue.layer, severity: issue.severity });
    expect(issue.message.length).toBeLessThan(3000);
  }
  const text = JSON.stringify(issues);
  expect(text.isWellFormed() && !text.includes('\\u0000')).toBe(true);
  if (graph)
    expect(parseWorkflowGraph(JSON.parse(JSON.stringify(graph)))).toEqual({ ok: true, value: graph });
}

const garbage = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
  maxDepth: 4,
});

/** A document in which something, anywhere, is another thing. */
const mutated: fc.Arbitrary<unknown> = fc
  .tuple(
    randomDocument,
    fc.array(fc.tuple(fc.array(fc.nat(20), { maxLength: 5 }), garbage), { maxLength: 3 }),
  )
  .map(([document, changes]) =>
    changes.reduce<unknown>((value, [path, other]) => replaced(value, path, other), document),
  );

function replaced(value: unknown, path: readonly number[], other: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== 'object' || value === null) return other;
  const keys = Object.keys(value);
  const key = keys[first % Math.max(1, keys.length)];
  if (key === undefined) return other;
  const inner = replaced(Reflect.get(value, key), rest, other);
  if (Array.isArray(value)) return value.with(Number(key), inner);
  return { ...value, [key]: inner };
}

describe('validating a workflow', () => {
  it('gives the graph and no issues for a sound document', () => {
    const { graph, issues } = validateWorkflow(sound, kinds);
    expect(issues).toEqual([]);
    expect(graph?.nodes.map(({ id }) => id)).toEqual(['start', 'a']);
  });

  it('stops after the schema, and then after the structure', () => {
    const asked: unknown[] = [];
    const check: NodeCheck = (graph) => {
      asked.push(graph);
      return [];
    };
    expect(validateWorkflow({ nodes: 7 }, kinds, check)).toMatchObject({
      graph: null,
      issues: [{ layer: 'schema' }],
    });
    expect(validateWorkflow({ nodes: [] }, kinds, check)).toMatchObject({
      graph: null,
      issues: [{ layer: 'structure' }],
    });
    expect(asked).toEqual([]);
    const { graph } = validateWorkflow(sound, kinds, check);
    expect(asked).toEqual([graph]);
  });

  it('refuses what the nodes refuse', () => {
    const refusal = issueOf('node/config-invalid', 'node "a": config.prompt is missing', { nodeId: 'a' });
    expect(validateWorkflow(sound, kinds, () => [refusal])).toEqual({ graph: null, issues: [refusal] });
  });

  it('gives the graph where there are only warnings', () => {
    const joining = { id: 'a', type: 'step', cancelOthers: true };
    const { graph, issues } = validateWorkflow(documentOf(['start', joining], ['start.out -> a']), kinds);
    expect(graph).not.toBeNull();
    expect(issues).toMatchObject([{ code: 'node/cancels-nothing', severity: 'warning' }]);
  });

  it('finds everything in a graph with many faults', () => {
    const broken = documentOf(
      [
        'start',
        'go:start',
        'a',
        'a',
        'b:lopp',
        'c:loop',
        'd',
        'e',
        { id: 'f', type: 'loop', enabled: false },
      ],
      [
        'start.out -> c',
        'c.body -> d',
        'd.out -> nowhere',
        'd.oot -> e',
        'e.out -> e',
        'd.out -> go',
        'start.out -> c',
      ],
    );
    const codes = validateWorkflow(broken, kinds).issues.map((issue) => issue.code);
    expect(new Set(codes)).toEqual(
      new Set([
        'graph/two-starts',
        'node/unknown-type',
        'node/same-id',
        'edge/same-id',
        'edge/unknown-target',
        'edge/unknown-port',
        'edge/into-start',
        'node/unreachable',
        'node/cannot-be-disabled',
        'edge/duplicate',
        'loop/body-leads-nowhere',
        'region/endless',
      ]),
    );
  });

  it('lists errors before warnings where there are too many issues', () => {
    const edges = Array.from({ length: 300 }, () => ({ source: 'start', target: 'a' }));
    const { issues } = validateWorkflow(
      { ...sound, edges: [...edges, { source: 'start', target: 'b' }] },
      kinds,
    );
    expect(issues).toHaveLength(201);
    expect(issues[0]).toMatchObject({ code: 'edge/unknown-target' });
    expect(issues.at(-1)).toMatchObject({ code: 'document/more-issues' });
  });

  it('answers garbage of any kind and never throws', () => {
    fc.assert(fc.property(garbage, expectAnswer), { numRuns });
  });

  it('answers documents with anything anywhere in them and never throws', () => {
    fc.assert(fc.property(mutated, expectAnswer), { numRuns });
  });

  it('answers documents of any structure and never throws', () => {
    fc.assert(fc.property(randomDocument, expectAnswer), { numRuns });
  });

  it('judges the same whatever the layout', () => {
    const judged = (document: JsonObject) => {
      const parsed = parseWorkflowGraph(document);
      return parsed.ok ? validateStructure(parsed.value, kinds) : [];
    };
    const moved = (nodes: Json | undefined) =>
      Array.isArray(nodes)
        ? nodes.map((node) => ({ ...node, position: { x: 1, y: 1 }, label: 'moved' }))
        : [];
    fc.assert(
      fc.property(randomDocument, (document) => {
        expect(judged({ ...document, nodes: moved(document.nodes) })).toEqual(judged(document));
      }),
    );
  });
});

describe('graphs of the greatest size', () => {
  const ids = Array.from({ length: 999 }, (_, index) => `n${index}`);
  const size = {
    start: ['start.out -> n0'],
    chain: ids.slice(1).map((id, index) => `n${index}.out -> ${id}`),
  };
  const back = ids.slice(1).map((id, index) => ({ source: id, target: `n${index}`, condition: 'true' }));
  const far = ids.flatMap((id) =>
    [0, 1, 2].map((target) => ({ source: id, target: `n${target}`, condition: 'true' })),
  );

  it.each([
    [
      'loops a thousand deep',
      ids.toReversed().map((target) => ({ source: 'n998', target, condition: 'true' })),
    ],
    ['a loop between every two neighbours', back],
    ['thousands of edges back', far],
    [
      'every node leading forward to many',
      ids.flatMap((source, index) =>
        [3, 5, 7, 9].map((far) => ({ source, target: ids[index + far] ?? 'n998' })),
      ),
    ],
    [
      'cycles with two entries everywhere',
      ids
        .slice(2)
        .map((id, index) => ({ source: id, target: `n${index + 1}`, sourcePort: 'error' }))
        .concat(ids.map((target) => ({ source: 'start', target, sourcePort: 'out' }))),
    ],
  ])('are answered: %s', (_, edges) => {
    const document = documentOf(['start', ...ids], [...size.start, ...size.chain, ...edges]);
    expectAnswer(document);
  });

  it('are answered where a thousand misspelt names are compared with a thousand others', () => {
    const edges = ids.flatMap((id) => [1, 2, 3].map((end) => ({ source: id, target: `${id}_${end}x` })));
    expectAnswer(documentOf(['start', ...ids], [...size.start, ...size.chain, ...edges]));
  });
});
