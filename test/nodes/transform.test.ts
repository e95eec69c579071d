import { describe, expect, it } from 'vitest';
import { graphWith, issuesOf, visit } from './run-node.ts';

const inputs = { type: 'object', properties: { topic: { type: 'string' }, tags: { type: 'array' } } };

describe('transform', () => {
  it('computes values by name', () => {
    const graph = graphWith(
      'transform',
      { outputs: { first: 'input.tags[0]', count: 'size(input.tags)' } },
      { inputs },
    );
    expect(visit(graph, { values: { input: { tags: ['a', 'b'] } } })).toEqual({
      status: 'completed',
      port: 'out',
      output: { first: 'a', count: 2 },
    });
  });

  it('renders a text', () => {
    const graph = graphWith('transform', { text: 'About {{ input.topic }}: {{ input.tags }}' }, { inputs });
    expect(visit(graph, { values: { input: { topic: 'cats', tags: [1] } } })).toMatchObject({
      output: { text: 'About cats: [1]' },
    });
  });

  it('gives text also where the template is one expression', () => {
    const graph = graphWith('transform', { text: '{{ size(input.tags) }}' }, { inputs });
    expect(visit(graph, { values: { input: { tags: [1, 2] } } })).toMatchObject({ output: { text: '2' } });
  });

  it('fails where an expression does, and names the node', () => {
    const graph = graphWith('transform', { outputs: { first: 'input.tags[5]' } }, { inputs });
    expect(visit(graph, { values: { input: { tags: [] } } })).toMatchObject({
      status: 'failed',
      error: { code: 'expression/failed', message: expect.stringContaining('node "it": ') },
    });
  });

  it('tells later expressions which values it has', () => {
    const graph = graphWith(
      'transform',
      { outputs: { first: '1' } },
      { outputs: { x: 'nodes.it.output.frist' } },
    );
    expect(issuesOf(graph).join()).toContain('Did you mean "first"?');
  });

  it.each([
    ['neither', {}, 'config has neither outputs nor text'],
    ['both', { text: 'x', outputs: {} }, 'config has both outputs and text'],
    ['a text that is no text', { text: 3 }, 'config.text is 3: it must be a string'],
    ['an output that is no text', { outputs: { a: 3 } }, 'config.outputs.a is 3: it must be a string'],
    ['an unclosed expression', { text: '{{ input.topic' }, 'has no "}}"'],
  ])('refuses %s', (_, config, message) => {
    expect(issuesOf(graphWith('transform', config, { inputs })).join()).toContain(message);
  });
});
