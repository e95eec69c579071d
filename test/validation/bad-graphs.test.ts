import { describe, expect, it } from 'vitest';
import { refusal, start, toWait, wait, workflow } from './refusal.ts';

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
    const issues = refusal(document);
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
    expect(refusal({ nodes, edges })).toMatchObject([
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
    expect(refusal({ nodes, edges })).toMatchObject([
      { code: 'loop/body-leads-nowhere', nodeId: 'again', nodeIds: ['again', 'wait'] },
    ]);
  });
});
