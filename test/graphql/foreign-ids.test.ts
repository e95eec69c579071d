import {
  buildSchema,
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isObjectType,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/app/index.ts';
import { createSchema } from '../../src/graphql/index.ts';
import { anyDefinition, modelDocument, newViewer } from '../app/app-under-test.ts';
import { type ExecutionTargetInput, TypedDocumentString } from '../support/generated/graphql.ts';
import { type Answer, provideGraphql, type Variables } from './graphql-under-test.ts';
import { type IdPlace, idPlaces } from './id-places.ts';
import * as operations from './operations.ts';

/** What one owner has. */
interface Belongings {
  readonly execution: string;
  readonly executionOfTemplate: string;
  readonly endedExecution: string;
  readonly definition: string;
  readonly template: string;
  readonly conversation: string;
  readonly apiKey: string;
  readonly owner: string;
}

const someDays = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };

/** Arguments that name a belonging at each place, and are otherwise right. */
const cases: Readonly<Record<string, (one: Belongings) => Variables>> = {
  'Query.conversation(id)': (one) => ({ id: one.conversation }),
  'Query.diffWorkflowVersions(definitionId)': (one) => ({ definitionId: one.definition }),
  'Query.exportWorkflow(definitionId)': (one) => ({ definitionId: one.definition }),
  'Query.executionEvents(executionId)': (one) => ({ executionId: one.execution }),
  'Query.exportWorkflowTemplate(id)': (one) => ({ id: one.template }),
  'Query.templateAnalytics(templateId)': (one) => ({ templateId: one.template }),
  'Query.workflowAnalytics(filter.definitionId)': (one) => ({
    ...someDays,
    filter: { definitionId: one.definition },
  }),
  'Query.workflowAnalytics(filter.templateId)': (one) => ({
    ...someDays,
    filter: { templateId: one.template },
  }),
  'Query.workflowDefinition(id)': (one) => ({ id: one.definition }),
  'Query.workflowDefinitions(filter.ownerId)': (one) => ({ filter: { ownerId: one.owner } }),
  'Query.workflowExecution(id)': (one) => ({ id: one.execution }),
  'Query.workflowExecutions(filter.conversationId)': (one) => ({
    filter: { conversationId: one.conversation },
  }),
  'Query.workflowExecutions(filter.definitionId)': (one) => ({ filter: { definitionId: one.definition } }),
  'Query.workflowExecutions(filter.templateId)': (one) => ({ filter: { templateId: one.template } }),
  'Query.workflowExecutions(filter.ownerId)': (one) => ({ filter: { ownerId: one.owner } }),
  'Query.workflowTemplate(id)': (one) => ({ id: one.template }),
  'Subscription.executionEvents(executionId)': (one) => ({ executionId: one.execution }),
  'Mutation.cancelExecution(id)': (one) => ({ id: one.execution }),
  'Mutation.createApiKey(input.ownerId)': (one) => ({
    input: { name: 'x', role: 'USER', ownerId: one.owner },
  }),
  'Mutation.createDefinitionFromTemplate(input.templateId)': (one) => ({
    input: { templateId: one.template },
  }),
  'Mutation.createWorkflowTemplate(input.baseTemplateId)': (one) => ({
    input: { name: 'x', description: 'x', graph: modelDocument(), baseTemplateId: one.template },
  }),
  'Mutation.createWorkflowTemplate(input.definition.id)': (one) => ({
    input: { name: 'x', description: 'x', definition: { id: one.definition, draft: true } },
  }),
  'Mutation.duplicateWorkflowTemplate(id)': (one) => ({ id: one.template }),
  'Mutation.rateWorkflowTemplate(id)': (one) => ({ id: one.template, rating: 3 }),
  'Mutation.updateWorkflowTemplate(input.id)': (one) => ({
    input: { id: one.template, expectedVersion: 1, name: 'Taken' },
  }),
  'Mutation.executeWorkflow(input.conversationId)': (one) => ({
    input: { target: { chat: {} }, conversationId: one.conversation, message: 'hi' },
  }),
  'Mutation.executeWorkflow(input.target.definition.id)': (one) => ({
    input: { target: { definition: { id: one.definition, draft: true } } },
  }),
  'Mutation.executeWorkflow(input.target.definitionId)': (one) => ({
    input: { target: { definitionId: one.definition } },
  }),
  'Mutation.executeWorkflow(input.target.templateId)': (one) => ({
    input: { target: { templateId: one.template } },
  }),
  'Mutation.archiveWorkflowDefinition(id)': (one) => ({ id: one.definition, archived: false }),
  'Mutation.deleteExecution(id)': (one) => ({ id: one.endedExecution }),
  'Mutation.duplicateWorkflowDefinition(id)': (one) => ({ id: one.definition }),
  'Mutation.publishWorkflowDefinition(id)': (one) => ({ id: one.definition }),
  'Mutation.restoreWorkflowDefinitionVersion(id)': (one) => ({ id: one.definition, version: 1 }),
  'Mutation.updateWorkflowDefinition(input.id)': (one) => ({
    input: { id: one.definition, expectedVersion: 2, name: 'Taken' },
  }),
  'Mutation.updateConversation(input.id)': (one) => ({ input: { id: one.conversation, title: 'Taken' } }),
  'Mutation.revokeApiKey(id)': (one) => ({ id: one.apiKey }),
  // What they name is gone afterwards: the last ones.
  'Mutation.deleteConversation(id)': (one) => ({ id: one.conversation }),
  'Mutation.deleteWorkflowTemplate(id)': (one) => ({ id: one.template }),
  'Mutation.deleteWorkflowDefinition(id)': (one) => ({ id: one.definition }),
};

/** The same for filters of what is told as it happens. */
const filters: Readonly<Record<string, (one: Belongings) => Variables>> = {
  'Subscription.executionsChanged(filter.conversationId)': (one) => ({
    conversationId: one.conversation,
  }),
  'Subscription.executionsChanged(filter.definitionId)': (one) => ({ definitionId: one.definition }),
  'Subscription.executionsChanged(filter.ownerId)': (one) => ({ ownerId: one.owner }),
  'Subscription.executionsChanged(filter.templateId)': (one) => ({ templateId: one.template }),
};

/** Inputs whose ids are names inside a document, and belong to nobody. */
const namesOfDocuments = ['WorkflowNodeInput', 'WorkflowEdgeInput', 'ExecutionEventFilter'];

/** Nothing has such an id yet: it is refused, whatever it says. */
const notYet = ['Mutation.executeWorkflow(input.target.chat.documentIds)'];

const places = idPlaces(createSchema()).filter(
  ({ holder, place }) => !namesOfDocuments.includes(holder ?? '') && !notYet.includes(place),
);

const { api } = provideGraphql();
const owner = newViewer();
const stranger = newViewer();
let belongings: Belongings;

beforeAll(async () => {
  belongings = await belongingsOf(owner);
});

async function belongingsOf(viewer: Viewer): Promise<Belongings> {
  const { app } = api.under;
  const admin = newViewer('admin');
  await app.createApiKey(admin, { name: 'admin', role: 'admin', ownerId: null });
  const shared = { name: 'Mine', tags: [], isPublic: false, graph: modelDocument() };
  const definition = await app.createDefinition(viewer, { ...shared, description: null });
  await app.publishDefinition(viewer, { id: definition.id, expectedVersion: null });
  const template = await app.createTemplate(viewer, {
    ...shared,
    description: 'Mine',
    category: null,
    parameters: null,
    baseTemplateId: null,
  });
  const { apiKey } = await app.createApiKey(viewer, { name: 'mine', role: 'user', ownerId: null });
  const execute = async (target: ExecutionTargetInput, more: object = {}): Promise<string> => {
    const input = { target, ...more };
    const { executeWorkflow } = await api.data(viewer, operations.executeWorkflow, { input });
    if (executeWorkflow.__typename !== 'ExecuteWorkflowSuccess') throw new Error(executeWorkflow.message);
    return executeWorkflow.execution.id;
  };
  const executionOfTemplate = await execute({ templateId: template.id });
  const { id: conversation } = await app.createConversation(viewer, { title: 'Mine' });
  const execution = await execute(
    { definitionId: definition.id },
    { conversationId: conversation, message: 'hi' },
  );
  await api.commit(execution, { type: 'ExecutionQueued', at: 1, input: null, messages: [] });
  const endedExecution = await execute({ chat: {} }, { message: 'hi' });
  await api.under.stores.sql(
    `update workflow_execution set status = 'completed' where id = $1`,
    endedExecution,
  );
  return {
    execution,
    executionOfTemplate,
    endedExecution,
    definition: definition.id,
    template: template.id,
    conversation,
    apiKey: apiKey.id,
    owner: viewer.ownerId,
  };
}

/** An operation that asks one field for as little as it can. */
function operationFor({ type, field }: Pick<IdPlace, 'type' | 'field'>, given: Variables): string {
  const used = field.args.filter(({ name }) => name in given);
  const declared = used.map(({ name, type: of }) => `$${name}: ${of}`).join(', ');
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
  return `${type.toLowerCase()} (${declared}) { ${field.name}(${passed}) ${selectionOf(field.type)} }`;
}

function selectionOf(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  const isConnection = isObjectType(named) && 'pageInfo' in named.getFields();
  return isConnection ? '{ nodes { __typename } }' : '{ __typename }';
}

async function answerTo(viewer: Viewer, place: IdPlace, given: Variables): Promise<Answer> {
  const text = operationFor(place, given);
  if (place.type !== 'Subscription') return api.askText(viewer, text, given);
  const stream = await api.watch(viewer, new TypedDocumentString<unknown, Variables>(text), given);
  const { value } = await stream.next();
  await stream.return?.();
  return value;
}

/** Null, an empty list, a refusal or the error of what does not exist: nothing else shows nothing. */
function showsNothing({ data, errors }: Answer, { name }: GraphQLField<unknown, unknown>): boolean {
  if (errors) return errors.every(({ extensions }) => String(extensions.code).endsWith('/not-found'));
  const shown = (data as Record<string, { __typename?: string; nodes?: readonly unknown[] } | null>)[name];
  if (shown === null || shown === undefined) return true;
  if (shown.nodes) return shown.nodes.length === 0;
  return ['NotFoundError', 'ForbiddenError'].includes(shown.__typename ?? '');
}

describe("P10: a filter by what is another owner's", () => {
  it.each(Object.keys(filters))('is told of nothing at %s, where its owner is', async (name) => {
    const filter = filters[name]?.(belongings);
    const watch = (viewer: Viewer) => api.watch(viewer, operations.watchExecutions, { filter });
    const [mine, theirs] = [await watch(owner), await watch(stranger)];
    const [told, untold] = [mine.next(), theirs.next()];
    const id = name.includes('template') ? belongings.executionOfTemplate : belongings.execution;
    while (api.under.changes.subscribers < 2) await new Promise((resolve) => setImmediate(resolve));
    api.under.changes.publish(owner.ownerId, id);
    expect((await told).value).toMatchObject({ data: { executionsChanged: { id } } });
    await Promise.all([mine.return?.(), theirs.return?.()]);
    expect(await untold).toEqual({ done: true, value: undefined });
    expect(api.under.changes.subscribers).toBe(0);
  });
});

describe("P10: another owner's id", () => {
  it('is tried at every place of the schema that takes one', () => {
    expect([...Object.keys(cases), ...Object.keys(filters)].toSorted()).toEqual(
      places.map(({ place }) => place).toSorted(),
    );
  });

  it('would be missed at a place that was planted', () => {
    const planted = buildSchema(
      'input I { deep: J } input J { id: ID } type Query { secret(ids: [ID!]!, in: I): Int }',
    );
    const found = idPlaces(planted).map(({ place }) => place);
    expect(found).toEqual(['Query.secret(ids)', 'Query.secret(in.deep.id)']);
  });

  it.each(Object.keys(cases))('shows and changes nothing at %s, where its owner is served', async (name) => {
    const place = places.find((one) => one.place === name);
    const given = cases[name]?.(belongings);
    if (!place || !given) throw new Error(`${name} is not in the schema`);
    const before = await stateOf(owner);
    const refused = await answerTo(stranger, place, given);
    expect(showsNothing(refused, place.field), JSON.stringify(refused)).toBe(true);
    expect(JSON.stringify(refused)).not.toContain('Mine');
    expect(await stateOf(owner)).toEqual(before);
    const served = await answerTo(owner, place, given);
    expect(showsNothing(served, place.field), JSON.stringify(served)).toBe(false);
    expect(served.errors).toBeUndefined();
  });
});

/** Everything of an owner's that a mutation could change. */
async function stateOf(viewer: Viewer): Promise<unknown> {
  const { app, engine } = api.under;
  const page = { first: null, after: null };
  return {
    definitions: await app.listDefinitions(viewer, { filter: anyDefinition, page }),
    templates: await app.listTemplates(viewer, {
      filter: { name: null, text: null, tag: null, category: null, from: 'own' },
      page,
    }),
    apiKeys: await app.listApiKeys(viewer),
    conversations: await app.listConversations(viewer, page),
    cancelled: engine.cancelled.length,
    executed: engine.requests.length,
  };
}
