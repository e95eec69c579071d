import { describe, expect, it } from 'vitest';
import { graphWith, issuesOf, visit } from './run-node.ts';

const variables = { tries: 0, name: null };

describe('conditional', () => {
  it.each([
    [2, 'true', true],
    [3, 'false', false],
  ])('with %s tries goes on by %s', (tries, port, result) => {
    const graph = graphWith('conditional', { condition: 'vars.tries < 3' }, { variables });
    expect(visit(graph, { values: { vars: { tries } } })).toEqual({
      status: 'completed',
      port,
      output: { result },
    });
  });

  it('fails where the condition cannot be evaluated, instead of being true', () => {
    const graph = graphWith('conditional', { condition: 'vars.name.first == "Ada"' }, { variables });
    expect(visit(graph, { values: { vars: { name: 3 } } })).toMatchObject({
      status: 'failed',
      error: { code: 'expression/failed', retryable: false },
    });
  });

  it('fails where a value known only at run time is no condition', () => {
    const graph = graphWith('conditional', { condition: 'vars.name' }, { variables });
    expect(visit(graph, { values: { vars: { name: 'yes' } } })).toMatchObject({ status: 'failed' });
  });

  it.each([
    ['no condition', {}, 'config.condition is missing: it must be a string'],
    ['an empty condition', { condition: '' }, 'The expression is empty'],
    ['a number', { condition: '1 + 1' }, 'must give bool, but it gives int'],
    ['a legacy word', { condition: 'has_tool_calls' }, 'The name "has_tool_calls" is unknown'],
  ])('refuses %s', (_, config, message) => {
    expect(issuesOf(graphWith('conditional', config, { variables })).join()).toContain(message);
  });
});
