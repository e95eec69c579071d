import { describe, expect, it } from 'vitest';
import {
  hashGraph,
  issueInside,
  nestedGraphOf,
  parseWorkflowGraph,
  type WorkflowGraph,
} from '../../src/graph/index.ts';

function graphOf(input: unknown): WorkflowGraph {
  const parsed = parseWorkflowGraph(input);
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  return parsed.value;
}

const around = (graph: unknown, more: object = {}) =>
  graphOf({ nodes: [{ id: 'each', type: 'map', config: { items: '[1]', graph }, ...more }] });

const inner = { nodes: [{ id: 'start', type: 'start' }] };

describe('a graph that is nested in a node', () => {
  it('is read as a document of its own, with its defaults filled in', () => {
    const [node] = around(inner).nodes;
    expect(node && nestedGraphOf(node)).toMatchObject({
      ok: true,
      value: { formatVersion: 1, nodes: [{ id: 'start', enabled: true }], edges: [] },
    });
  });

  it('that is not well-formed is refused with its own issues', () => {
    const [node] = around({ nodes: 'none' }).nodes;
    expect(node && nestedGraphOf(node)).toMatchObject({ ok: false, error: [{ path: 'nodes' }] });
  });

  it.each([[undefined], [null], ['text'], [[inner]]])('is none where `graph` is %j', (graph) => {
    expect(nestedGraphOf({ config: graph === undefined ? {} : { graph } })).toBeNull();
  });

  it('changes the hash of what is around it, and its layout, labels, notes and spelt-out defaults do not', () => {
    const plain = hashGraph(around(inner));
    const dressed = {
      formatVersion: 1,
      name: 'Inner',
      metadata: { colour: 'red' },
      nodes: [
        { id: 'start', type: 'start', label: 'Begin', position: { x: 1, y: 2 }, enabled: true },
        { id: 'remark', type: 'note', config: { text: 'why' } },
      ],
      edges: [],
    };
    expect(hashGraph(around(dressed))).toBe(plain);
    expect(hashGraph(around({ nodes: [{ id: 'begin', type: 'start' }] }))).not.toBe(plain);
  });

  it('deeper inside is told without its layout too', () => {
    const deep = (position: object) =>
      around({
        nodes: [
          {
            id: 'sub',
            type: 'subworkflow',
            config: { graph: { nodes: [{ id: 's', type: 'start', position }] } },
          },
        ],
      });
    expect(hashGraph(deep({ x: 1, y: 1 }))).toBe(hashGraph(deep({ x: 9, y: 9 })));
  });

  it('that is not well-formed still gives what is around it a hash', () => {
    expect(hashGraph(around({ nodes: 'none' }))).toMatch(/^[0-9a-f]{64}$/);
  });
});

it('an issue of a nested graph belongs to the node that holds it, at its place in the whole document', () => {
  const issue = {
    code: 'edge/unknown-port',
    layer: 'structure',
    severity: 'error',
    message: 'edge "e0": no such port',
    edgeId: 'e0',
    nodeIds: ['a', 'b'],
    path: 'edges.0.sourcePort',
  } as const;
  expect(issueInside(issue, { id: 'each' }, 3)).toEqual({
    code: 'edge/unknown-port',
    layer: 'structure',
    severity: 'error',
    message: 'in the graph of node "each": edge "e0": no such port',
    nodeId: 'each',
    path: 'nodes.3.config.graph.edges.0.sourcePort',
  });
  const { path: _, ...placeless } = issue;
  expect(issueInside(placeless, { id: 'each' }, 3).path).toBe('nodes.3.config.graph');
});
