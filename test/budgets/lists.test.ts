import { type GraphQLObjectType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { newViewer } from '../app/app-under-test.ts';
import { provideGraphql } from '../graphql/graphql-under-test.ts';
import { wholeSelection } from '../graphql/whole-selection.ts';
import { provideStatementCounter } from '../support/statement-count.ts';
import { linkedExecution } from './shown-items.ts';

const { api } = provideGraphql();
const viewer = newViewer();
const many = 12;
const counting = provideStatementCounter(() => api.under.stores.url);

beforeAll(async () => {
  for (let index = 0; index < many; index += 1) await linkedExecution(api.under, viewer);
});

/** What these cost is a list or a log of its own for each item: operations may ask for few of them (`expensive`). */
const listsOfTheirOwn = new Set([
  'Conversation.executions',
  'WorkflowExecution.events',
  'WorkflowExecution.log',
  'WorkflowExecution.steps',
]);

/** With all that they lead to, the executions of messages would have more fields than an operation may. */
const tooFar = ['WorkflowExecution.definition', 'WorkflowExecution.graph', 'WorkflowExecution.template'];

const lists: Readonly<Record<string, string>> = {
  workflowExecutions: 'WorkflowExecution',
  workflowDefinitions: 'WorkflowDefinition',
  workflowTemplates: 'WorkflowTemplate',
  conversations: 'Conversation',
};

function typeOf(name: string): GraphQLObjectType {
  const type = api.schema.getType(name);
  if (!isObjectType(type)) throw new Error(`there is no ${name}`);
  return type;
}

const cases = Object.entries(lists).flatMap(([list, name]) =>
  Object.values(typeOf(name).getFields())
    .filter((field) => !listsOfTheirOwn.has(`${name}.${field.name}`))
    .map((field) => ({ list, name, field })),
);

describe('a list', () => {
  it.each(
    cases.map((one) => [`${one.list} with ${one.field.name}`, one] as const),
  )('asks nothing of its own for each further item: %s', async (_, { list, name, field }) => {
    const without = new Set([...listsOfTheirOwn, ...(name === 'Conversation' ? tooFar : [])]);
    const selection = wholeSelection(api.schema, typeOf(name), field, without);
    const statements = async (first: number) => {
      await counting.statements.forget();
      const { data, errors } = await api.askText<Record<string, { readonly nodes: readonly unknown[] }>>(
        viewer,
        `{ ${list}(first: ${first}) { nodes { ${selection} } } }`,
      );
      expect(errors?.map(({ message }) => message)).toBeUndefined();
      expect(data?.[list]?.nodes).toHaveLength(first);
      return counting.statements.calls();
    };
    const few = await statements(1);
    // What happens to be asked in the same moment shares a statement, so their number varies a little.
    expect((await statements(many)) - few).toBeLessThan(many / 2);
  });
});
