import { describe, expect, it } from 'vitest';
import { graphWith, issuesOf, registry, visit } from './run-node.ts';

const variables = { mood: '', score: null };
const cases = [
  { port: 'angry', condition: 'vars.mood == "angry"' },
  { port: 'any', condition: 'vars.mood != ""' },
  { port: 'high', condition: 'vars.score > 3' },
];
const graph = graphWith('switch', { cases }, { variables });
const leaves = (vars: { mood: string; score?: number | string }) =>
  visit(graph, { values: { vars: { score: 0, ...vars } } });

describe('switch', () => {
  it.each([
    ['angry', 'angry'],
    ['calm', 'any'],
    ['', 'default'],
  ])('with the mood "%s" goes on by %s: the first case that is true', (mood, port) => {
    expect(leaves({ mood })).toEqual({ status: 'completed', port, output: { port } });
  });

  it('asks no further once a case is true', () => {
    expect(leaves({ mood: 'calm', score: 'high' })).toMatchObject({ port: 'any' });
  });

  it('fails where a condition cannot be evaluated, instead of going on by default', () => {
    expect(leaves({ mood: '', score: 'high' })).toMatchObject({
      status: 'failed',
      error: { code: 'expression/failed', retryable: false },
    });
  });

  it('has a port for each case, and its own', () => {
    const [node] = graph.nodes.filter(({ id }) => id === 'it');
    expect(node && registry.portsOf(node)).toEqual(['angry', 'any', 'high', 'default', 'error']);
  });

  it.each([
    ['no cases', [], 'cases'],
    ['a port of its own', [{ port: 'default', condition: 'true' }], 'config.cases.0.port'],
    ['a port that is no name', [{ port: 'a b', condition: 'true' }], 'config.cases.0.port'],
    ['a port twice', [cases[0], cases[1], { port: 'angry', condition: 'true' }], 'config.cases.2.port'],
    ['a condition that gives no bool', [{ port: 'a', condition: '1' }], 'must give bool'],
    ['an unknown name', [{ port: 'a', condition: 'vars.mod == ""' }], 'Did you mean "mood"'],
  ])('refuses %s', (_, given, message) => {
    expect(issuesOf(graphWith('switch', { cases: given as never }, { variables })).join()).toContain(message);
  });
});
