import { describe, expect, it } from 'vitest';
import { compileIssues, graphOf, graphWith, visit } from './run-node.ts';

const inputs = {
  type: 'object',
  properties: {
    topic: { type: 'string', minLength: 1 },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['topic'],
  additionalProperties: false,
};

function graph(schema = inputs as Parameters<typeof graphOf>[0]['inputs']) {
  return graphOf({ ...(schema ? { inputs: schema } : {}), nodes: [{ id: 'it', type: 'start' }] });
}

function begin(input: Parameters<typeof visit>[1], schema?: Parameters<typeof graph>[0]) {
  return visit(graph(schema), input);
}

describe('start', () => {
  it('passes on an input that satisfies the schema', () => {
    const input = { topic: 'cats', tags: ['a'] };
    expect(begin({ values: { input } })).toEqual({ status: 'completed', port: 'out', output: input });
  });

  it('fails with every place that is wrong', () => {
    expect(begin({ values: { input: { tags: ['a', 3], colour: 'red' } } })).toEqual({
      status: 'failed',
      error: {
        code: 'input/invalid',
        message:
          'node "it": the input does not satisfy the workflow\'s inputs: input.tags.1 must be a string, but is a number; input.topic is missing; input.colour is not allowed',
        retryable: false,
        details: {
          problems: [
            { path: 'input.tags.1', message: 'input.tags.1 must be a string, but is a number' },
            { path: 'input.topic', message: 'input.topic is missing' },
            { path: 'input.colour', message: 'input.colour is not allowed' },
          ],
        },
      },
    });
  });

  it.each([
    ['a text', 'cats'],
    ['a list', []],
    ['a number', 3],
  ])('refuses %s where an object is wanted', (_, input) => {
    expect(begin({ values: { input } })).toMatchObject({ error: { code: 'input/invalid' } });
  });

  it('takes anything where the workflow declares nothing', () => {
    expect(begin({ values: { input: [1] } }, {})).toMatchObject({ status: 'completed', output: [1] });
  });

  it('lets in the user’s turn, whatever the workflow declares', () => {
    const input = { topic: 'cats', message: 'hello' };
    expect(begin({ values: { input } })).toMatchObject({ status: 'completed', output: input });
  });

  it('checks the user’s turn where the workflow declares it', () => {
    const schema = { type: 'object', properties: { message: { type: 'string', maxLength: 3 } } };
    expect(begin({ values: { input: { message: 'hello' } } }, schema)).toMatchObject({ status: 'failed' });
  });

  it('takes no input for an empty one', () => {
    const schema = { type: 'object', properties: { topic: { type: 'string' } } };
    expect(begin({ values: { input: null } }, schema)).toMatchObject({ status: 'completed', output: null });
    expect(begin({ values: { input: null } })).toMatchObject({ error: { code: 'input/invalid' } });
  });

  it('is refused where the schema itself is wrong, with the place', () => {
    const issues = compileIssues(graph({ type: 'object', properties: { topic: { type: 'text' } } }));
    expect(issues).toMatchObject([
      { code: 'document/invalid-value', path: 'inputs.properties.topic.type', nodeId: null },
    ]);
  });

  it('takes no settings', () => {
    const wrong = graphOf({ nodes: [{ id: 'it', type: 'start', config: { isEntryPoint: true } }] });
    expect(compileIssues(wrong)).toMatchObject([
      { code: 'node/config-invalid', path: 'nodes.0.config.isEntryPoint', nodeId: 'it' },
    ]);
  });
});

describe('the start of a graph that a map runs', () => {
  it('gives the item, and not the input around it', () => {
    const outcome = visit(graphWith('start', {}), { values: { input: { list: [1, 2] }, item: 2 } });
    expect(outcome).toEqual({ status: 'completed', port: 'out', output: 2 });
  });
});
