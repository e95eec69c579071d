import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

describe('the ports of edges', () => {
  it.each([
    ['a misspelt port', ['start', 'a', 'b'], 'a.eror -> b', 'error', 'did you mean "error"?'],
    ['a port of another kind', ['start', 'a', 'b'], 'a.body -> b', undefined, 'known are "out" and "error"'],
    ['a sink', ['start', 'a:end', 'b'], 'a.out -> b', undefined, 'no edge can leave it: remove the edge'],
  ])('refuses %s', (_, nodes, edge, suggestion, help) => {
    const graph = graphOf(nodes, ['start.out -> a', edge]);
    const [issue, ...others] = found(graph, 'edge/unknown-port');
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ nodeId: 'a', edgeId: edge, path: 'edges.1.sourcePort' });
    expect(issue?.suggestion).toBe(suggestion);
    expect(issue?.message).toContain(help);
  });

  it('says nothing where the configuration does not say which ports there are', () => {
    const broken = { id: 'a', type: 'step', config: { broken: true } };
    expectSound(graphOf(['start', broken, 'b'], ['start.out -> a', 'a.perhaps -> b']));
  });

  it('accepts every port of the kind', () => {
    const edges = ['start.out -> a', 'a.true -> b', 'a.false -> c', 'a.error -> d'];
    expectSound(graphOf(['start', 'a:conditional', 'b', 'c', 'd'], edges));
  });
});
