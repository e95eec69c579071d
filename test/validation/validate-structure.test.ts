import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWorkflowGraph } from '../../src/graph/index.ts';
import type { Json, JsonObject } from '../../src/kernel/index.ts';
import { validateStructure } from '../../src/validation/index.ts';
import { randomDocument } from '../graph/random-document.ts';
import { graphOf, kinds } from './kinds.ts';

describe('the structure rules together', () => {
  it('find everything in a graph with many faults', () => {
    const broken = graphOf(
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
    const codes = validateStructure(broken, kinds).map((issue) => issue.code);
    expect(new Set(codes)).toEqual(
      new Set([
        'graph/two-starts',
        'node/unknown-type',
        'node/same-id',
        'edge/same-id',
        'edge/unknown-target',
        'edge/unknown-port',
        'edge/into-start',
        'node/cannot-be-disabled',
        'edge/duplicate',
        'loop/body-leads-nowhere',
        'region/endless',
      ]),
    );
  });

  it('judge the same whatever the layout', () => {
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
