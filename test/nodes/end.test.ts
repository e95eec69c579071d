import { describe, expect, it } from 'vitest';
import { graphWith, issuesOf, visit } from './run-node.ts';

describe('end', () => {
  it('gives what its outputs compute', () => {
    const graph = graphWith(
      'end',
      { outputs: { answer: 'nodes.answer.output.text', twice: 'vars.n * 2.0' } },
      {
        variables: { n: 1 },
      },
    );
    const values = { nodes: { answer: { output: { text: 'hi' } } }, vars: { n: 4 } };
    expect(visit(graph, { values })).toEqual({
      status: 'completed',
      port: 'out',
      output: { answer: 'hi', twice: 8 },
    });
  });

  it('gives null for what was never reached', () => {
    const graph = graphWith('end', { outputs: { answer: 'nodes.answer.output.text' } });
    expect(visit(graph)).toMatchObject({ status: 'completed', output: { answer: null } });
  });

  it('gives null where it names no outputs', () => {
    expect(visit(graphWith('end', {}))).toEqual({ status: 'completed', port: 'out', output: null });
  });

  it('ends everything else only where it is told to', () => {
    expect(visit(graphWith('end', { terminate: true }))).toMatchObject({ terminate: true });
    expect(visit(graphWith('end', { terminate: false }))).not.toHaveProperty('terminate');
  });

  it('refuses a name that nothing has', () => {
    expect(issuesOf(graphWith('end', { outputs: { answer: 'nodes.anser.output.text' } }))).toEqual([
      'nodes.2.config.outputs.answer: node "it": The name "anser" is unknown. Did you mean "answer"? (line 1, column 7 of nodes.2.config.outputs.answer)',
    ]);
  });
});
