import { expect, it } from 'vitest';
import { modelDocument, newViewer } from '../app/app-under-test.ts';
import { provideGraphql } from './graphql-under-test.ts';

const { api } = provideGraphql();

const query = `query ($template: WorkflowTemplateInput!) { validateWorkflowTemplate(template: $template) {
  valid issues { code severity layer path nodeId suggestion } } }`;

async function answerTo(template: object) {
  const { data, errors } = await api.askText<{ validateWorkflowTemplate: unknown }>(newViewer(), query, {
    template,
  });
  expect(errors).toBeUndefined();
  return data?.validateWorkflowTemplate;
}

const topic = { properties: { topic: { type: 'string' } } };

it('validateWorkflowTemplate says of a sound template that it is', async () => {
  const template = { graph: modelDocument('About {{ params.topic }}'), parameters: topic };
  expect(await answerTo(template)).toEqual({ valid: true, issues: [] });
});

it('validateWorkflowTemplate finds what is wrong in its parameters, and in the graph that it makes', async () => {
  expect(
    await answerTo({ graph: modelDocument('About {{ params.topci }}'), parameters: topic }),
  ).toMatchObject({
    valid: false,
    issues: [
      {
        code: 'parameter/unknown',
        severity: 'ERROR',
        layer: 'SCHEMA',
        path: 'graph.nodes.1.config.prompt',
        suggestion: 'topic',
      },
    ],
  });
  expect(await answerTo({ graph: { nodes: [] } })).toMatchObject({
    valid: false,
    issues: [{ code: 'graph/no-start', layer: 'STRUCTURE', path: 'nodes' }],
  });
  expect(await answerTo({ graph: 7, parameters: [] })).toMatchObject({
    valid: false,
    issues: [{ code: 'document/invalid-value', path: 'graph' }],
  });
});

it('validateWorkflowTemplate does not ask for models, which are there or not when it is executed', async () => {
  const config = { prompt: 'hello', provider: 'nobody', model: 'none' };
  const { nodes, edges } = modelDocument();
  const graph = { nodes: [nodes[0], { id: 'answer', type: 'model', config }], edges };
  expect(await answerTo({ graph })).toEqual({ valid: true, issues: [] });
});
