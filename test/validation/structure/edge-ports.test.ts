import { describe, expect, it } from 'vitest';
import { validateStructure } from '../../../src/validation/index.ts';
import { graphOf, kinds } from '../kinds.ts';
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

  it.each<[string, Parameters<typeof graphOf>[0], readonly string[]]>([
    ['a choice', ['a:conditional', 'b', 'c'], ['a.ture -> b', 'a.false -> c']],
    ['the body of a loop', ['a:loop', 'b', 'c'], ['a.bdy -> b', 'b.out -> a', 'a.done -> c']],
    ['the way out of a loop', ['a:loop', 'b', 'c'], ['a.body -> b', 'b.out -> a', 'a.doen -> c']],
    ['the way to a handler', ['a', 'b:handler'], ['a.eror -> b']],
    ['a disabled node', [{ id: 'a', type: 'step', enabled: false }, 'b'], ['a.otu -> b']],
  ])('of %s are told of once where they are misspelt, and nothing that follows from it', (_, nodes, edges) => {
    const graph = graphOf(['start', ...nodes], ['start.out -> a', ...edges]);
    expect(validateStructure(graph, kinds).map(({ code }) => code)).toEqual(['edge/unknown-port']);
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
