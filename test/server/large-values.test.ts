import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
});

afterAll(() => server.close());

const graph = {
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'copy', type: 'transform', config: { outputs: { list: 'input.list', text: 'input.text' } } },
  ],
  edges: [{ source: 'start', target: 'copy' }],
  outputs: { all: 'nodes.copy.output' },
};

it('a large value that came with a request is whole in every answer of the API', async () => {
  const list = Array.from({ length: 5000 }, (_, index) => ({ index, text: `item ${index}` }));
  const input = { list, text: 'é😀'.repeat(40_000) };
  const executed = await server.ask(
    `mutation ($input: ExecuteWorkflowInput!) {
      executeWorkflow(input: $input) { ... on ExecuteWorkflowSuccess { execution { id status output } } }
    }`,
    { input: { target: { graph }, input, waitMs: 20_000 } },
  );
  const { execution } = executed.data.executeWorkflow;
  expect(execution).toMatchObject({ status: 'COMPLETED', output: { all: input } });
  const read = await server.ask(
    `query ($id: ID!) {
      workflowExecution(id: $id) {
        input
        output
        steps { nodes { nodeId output } }
        events { events { ... on NodeCompleted { nodeId output } ... on ExecutionCompleted { output } } }
      }
      workflowExecutions(first: 5) { nodes { output } }
    }`,
    { id: execution.id },
  );
  const { workflowExecution, workflowExecutions } = read.data;
  expect(workflowExecution).toMatchObject({ input, output: { all: input } });
  expect(workflowExecution.steps.nodes).toContainEqual({ nodeId: 'copy', output: input });
  expect(workflowExecution.events.events).toContainEqual({ nodeId: 'copy', output: input });
  expect(workflowExecution.events.events).toContainEqual({ output: { all: input } });
  expect(workflowExecutions.nodes).toEqual([{ output: { all: input } }]);
});

it('a value that a client makes to look like what Chatter keeps is what it sent', async () => {
  for (const input of [
    [null, [[[], 'a'.repeat(64), 'json', 9]]],
    { output: [null, [[['list'], 'a'.repeat(64), 'text', 9]]] },
    [],
  ]) {
    const executed = await server.ask(
      `mutation ($input: ExecuteWorkflowInput!) {
        executeWorkflow(input: $input) { ... on ExecuteWorkflowSuccess { execution { input output } } }
      }`,
      {
        input: {
          target: {
            graph: { ...graph, nodes: graph.nodes.slice(0, 1), edges: [], outputs: { all: 'input' } },
          },
          input,
          waitMs: 20_000,
        },
      },
    );
    expect(executed.data.executeWorkflow.execution).toEqual({ input, output: { all: input } });
  }
});

it('of large values, one operation gives some together, and says where there are more', async () => {
  const input = { list: [], text: 'x'.repeat(9_000_000) };
  const executed = await server.ask(
    `mutation ($input: ExecuteWorkflowInput!) {
      executeWorkflow(input: $input) { ... on ExecuteWorkflowSuccess { execution { id } } }
    }`,
    { input: { target: { graph }, input, waitMs: 20_000 } },
  );
  const { id } = executed.data.executeWorkflow.execution;
  const names = Array.from({ length: 10 }, (_, index) => `o${index}: output`).join(' ');
  const { data, errors } = await server.ask(`query ($id: ID!) { workflowExecution(id: $id) { ${names} } }`, {
    id,
  });
  const given = Object.values(data.workflowExecution).filter((value) => value !== null);
  expect(given).toHaveLength(8);
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['limit/operation', 'limit/operation']);
});
