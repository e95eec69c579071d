import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { modelDocument, newViewer } from '../app/app-under-test.ts';
import { provideGraphql } from './graphql-under-test.ts';

const { api, viewer } = provideGraphql();

type Fields = Readonly<Record<string, unknown>>;

/** What one field answers to an operation without errors. */
async function asked(text: string, variables: Fields = {}, by = viewer): Promise<Fields> {
  const { data, errors } = await api.askText<Readonly<Record<string, Fields>>>(by, text, variables);
  expect(errors).toBeUndefined();
  return Object.values(data ?? {})[0] ?? {};
}

async function create(more: object = {}): Promise<string> {
  const input = { name: 'Poem', description: 'Writes', graph: modelDocument('{{ params.topic }}'), ...more };
  const parameters = { type: 'object', properties: { topic: { type: 'string' } } };
  const answer = await asked(
    `mutation ($input: CreateWorkflowTemplateInput!) { createWorkflowTemplate(input: $input) {
      ... on CreateWorkflowTemplateSuccess { template { id } } ... on Error { code } } }`,
    { input: { ...input, parameters } },
  );
  return (answer.template as { id: string }).id;
}

describe('a template', () => {
  it('is changed by who has read its present version', async () => {
    const id = await create();
    const update = (input: object) =>
      asked(
        `mutation ($input: UpdateWorkflowTemplateInput!) { updateWorkflowTemplate(input: $input) { __typename
          ... on UpdateWorkflowTemplateSuccess { template { name version requiredModels requiredTools category } }
          ... on ConflictError { revision changes { path } } ... on Error { code } } }`,
        { input: { id, expectedVersion: 1, ...input } },
      );
    expect(await update({ name: 'Ode', requiredModels: ['acme/large'], category: 'creative' })).toEqual({
      __typename: 'UpdateWorkflowTemplateSuccess',
      template: {
        name: 'Ode',
        version: 2,
        requiredModels: ['acme/large'],
        requiredTools: [],
        category: 'creative',
      },
    });
    expect(await update({ name: 'Hymn' })).toEqual({
      __typename: 'ConflictError',
      code: 'template/conflict',
      revision: 2,
      changes: null,
    });
    expect(await update({ expectedVersion: 2, name: '' })).toMatchObject({ __typename: 'ValidationError' });
  });

  it('is copied, rated and deleted', async () => {
    const id = await create({ isPublic: true });
    const copy = await asked(
      `mutation ($id: ID!) { duplicateWorkflowTemplate(id: $id) {
        ... on DuplicateWorkflowTemplateSuccess { template { name isPublic basedOn { id } rating } } } }`,
      { id },
    );
    expect(copy).toEqual({
      template: { name: 'Poem (copy)', isPublic: false, basedOn: { id }, rating: null },
    });
    const rate = (rating: number) =>
      asked(
        `mutation ($id: ID!, $rating: Int!) { rateWorkflowTemplate(id: $id, rating: $rating) { __typename
          ... on RateWorkflowTemplateSuccess { template { rating ratingCount } } ... on Error { code } } }`,
        { id, rating },
      );
    expect(await rate(4)).toMatchObject({ template: { rating: 4, ratingCount: 1 } });
    expect(await rate(6)).toEqual({ __typename: 'ValidationError', code: 'input/invalid' });
    const remove = () =>
      asked(
        `mutation ($id: ID!) { deleteWorkflowTemplate(id: $id) { __typename
          ... on DeleteWorkflowTemplateSuccess { id } ... on Error { code } } }`,
        { id },
      );
    expect(await remove()).toEqual({ __typename: 'DeleteWorkflowTemplateSuccess', id });
    expect(await remove()).toEqual({ __typename: 'NotFoundError', code: 'template/not-found' });
  });

  it('that is not there, or not for one to see, has no file', async () => {
    const file = (id: string, who = viewer) =>
      api.askText<{ exportWorkflowTemplate: Fields | null }>(
        who,
        'query ($id: ID!) { exportWorkflowTemplate(id: $id) }',
        { id },
      );
    const none = { data: { exportWorkflowTemplate: null } };
    expect(await file(await create(), newViewer())).toEqual(none);
    expect(await file(newId())).toEqual(none);
    expect(await file('no id')).toEqual(none);
  });

  it('goes from one to another as a file', async () => {
    const id = await create();
    const { data } = await api.askText<{ exportWorkflowTemplate: Fields }>(
      viewer,
      'query ($id: ID!) { exportWorkflowTemplate(id: $id) }',
      { id },
    );
    const other = newViewer();
    const load = (template: unknown) =>
      asked(
        `mutation ($input: ImportWorkflowTemplateInput!) { importWorkflowTemplate(input: $input) { __typename
          ... on ImportWorkflowTemplateSuccess { merged template { name isPublic } report { path severity message suggestion } }
          ... on ValidationError { code result { issues { code path } } } } }`,
        { input: { template, overrideName: 'Song', merge: true } },
        other,
      );
    const success = {
      __typename: 'ImportWorkflowTemplateSuccess',
      report: [],
      template: { name: 'Song', isPublic: false },
    };
    expect(await load(data?.exportWorkflowTemplate)).toEqual({ ...success, merged: false });
    expect(await load(JSON.stringify(data?.exportWorkflowTemplate))).toEqual({ ...success, merged: true });
    expect(await load({ ...data?.exportWorkflowTemplate, contentHash: 'forged' })).toEqual({
      __typename: 'ValidationError',
      code: 'workflow/invalid',
      result: { issues: [{ code: 'document/hash-mismatch', path: 'contentHash' }] },
    });
  });
});
