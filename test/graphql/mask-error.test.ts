import { GraphQLError, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { maskError } from '../../src/graphql/index.ts';
import { AppError } from '../../src/kernel/index.ts';
import { newViewer } from '../app/app-under-test.ts';
import { provideGraphql, type Variables } from './graphql-under-test.ts';

const { api } = provideGraphql();

const field = parse('{ a }').definitions[0];
const located = (cause: Error) =>
  new GraphQLError(cause.message, { nodes: field, path: ['a', 0], originalError: cause });

describe('what a client sees of an error', () => {
  it('of the application is its code, its message and its details', () => {
    const error = new AppError('definition/conflict', 'it was changed', {
      details: { revision: 3 },
      cause: new Error('SQL'),
    });
    const shown = maskError(located(error)).toJSON();
    expect(shown).toMatchObject({
      message: 'it was changed',
      path: ['a', 0],
      extensions: { code: 'definition/conflict', retryable: false, details: { revision: 3 } },
    });
    expect(JSON.stringify(shown)).not.toContain('SQL');
    expect(maskError(error).extensions.code).toBe('definition/conflict');
  });

  it('of GraphQL is what it refuses, but not all of a word of megabytes', () => {
    const { message } = maskError(new GraphQLError(`Cannot query field "${'x'.repeat(1_000_000)}".`));
    expect(message).toMatch(/^Cannot query field "x+…$/);
    expect(message.length).toBeLessThan(2_000);
  });

  it.each<[string, unknown]>([
    ['an error of a library', new Error('select * from secret')],
    ['one with a place in the operation', located(new TypeError('undefined is not a function'))],
    ['one that the application did not expect', new AppError('internal/unexpected', 'select * from secret')],
    ['what is no error', 'secret'],
    ['nothing', undefined],
  ])('is masked where it is %s', (_, error) => {
    const shown = maskError(error);
    expect(shown.extensions).toEqual({ code: 'internal/unexpected', retryable: false });
    expect(shown.message).toContain('did not expect');
    expect(shown.originalError).toBeUndefined();
    expect(JSON.stringify(shown)).not.toMatch(/secret|undefined is/);
  });

  it.each<[string, string, Variables]>([
    ['a syntax error', '{', {}],
    ['an unknown field', '{ unknown }', {}],
    ['a variable of the wrong type', 'query ($id: ID!) { workflowExecution(id: $id) { id } }', { id: {} }],
    ['a variable that is missing', 'query ($id: ID!) { workflowExecution(id: $id) { id } }', {}],
    ['a time that is none', '{ workflowExecutions(filter: { createdAfter: "now" }) { nodes { id } } }', {}],
    [
      'null where a variable made it possible',
      'query ($of: ID = "x") { workflowExecution(id: $of) { id } }',
      { of: null },
    ],
    [
      'a JSON value that is too deep',
      'query ($v: JSON) { workflowTemplate(id: "x") { graph(parameters: $v) { inputs } } }',
      {
        v: JSON.parse(`${'['.repeat(101)}${']'.repeat(101)}`),
      },
    ],
    [
      'a bare word in JSON',
      '{ workflowTemplate(id: "x") { graph(parameters: { a: WORD }) { inputs } } }',
      {},
    ],
  ])('says what is wrong with the operation: %s', async (_, text, variables) => {
    const { errors } = await api.askText(newViewer(), text, variables);
    expect(errors).toMatchObject([{ extensions: { code: 'input/invalid', retryable: false } }]);
    expect(errors?.[0]?.message).not.toContain('did not expect');
  });
});
