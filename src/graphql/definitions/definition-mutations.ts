import type { Definition, DefinitionVersion } from '../../runtime/ports/definition-store.ts';
import { builder } from '../builder.ts';
import { jsonObject } from '../json-object.ts';
import { mutationResult } from '../mutation-result.ts';
import { documentOf } from '../workflow-graph/document-of.ts';
import { WorkflowGraphInput } from '../workflow-graph/workflow-graph-input.ts';
import { WorkflowDefinition } from './workflow-definition.ts';
import { WorkflowDefinitionVersion } from './workflow-definition-version.ts';

interface DefinitionSuccess {
  readonly definition: Definition;
}

function definitionSuccess(name: string, description: string, isNow: string) {
  return builder.objectRef<DefinitionSuccess>(name).implement({
    description,
    fields: (t) => ({ definition: t.expose('definition', { type: WorkflowDefinition, description: isNow }) }),
  });
}

const created = mutationResult(
  definitionSuccess('CreateWorkflowDefinitionSuccess', 'The definition was saved.', 'The new definition.'),
  ['ValidationError'],
);

builder.mutationField('createWorkflowDefinition', (t) =>
  t.field({
    type: created.type,
    args: {
      input: t.arg({
        type: builder.inputType('CreateWorkflowDefinitionInput', {
          description: 'A workflow to save.',
          fields: (i) => ({
            name: i.string({ required: true, description: 'What people call it: 1 to 255 characters.' }),
            description: i.string({ description: 'What it is for.' }),
            tags: i.stringList({ description: 'Words to find it by; at most 20.' }),
            isPublic: i.boolean({
              defaultValue: false,
              description: 'Others may read and run what is published.',
            }),
            graph: i.field({ type: WorkflowGraphInput, required: true, description: 'The draft.' }),
          }),
        }),
        required: true,
        description: 'The workflow.',
      }),
    },
    description: 'Saves a valid graph as the draft of a new definition. Nothing is published.',
    resolve: (_, { input }, { app, viewer }) =>
      created.answer(async () => ({
        definition: await app.createDefinition(viewer, {
          name: input.name,
          description: input.description ?? null,
          tags: input.tags ?? [],
          isPublic: input.isPublic ?? false,
          graph: documentOf(input.graph),
        }),
      })),
  }),
);

const createdFromTemplate = mutationResult(
  definitionSuccess(
    'CreateDefinitionFromTemplateSuccess',
    'The definition was saved.',
    'The new definition.',
  ),
  ['ValidationError', 'NotFoundError'],
);

builder.mutationField('createDefinitionFromTemplate', (t) =>
  t.field({
    type: createdFromTemplate.type,
    args: {
      input: t.arg({
        type: builder.inputType('CreateDefinitionFromTemplateInput', {
          description: 'A template, and what to make of it.',
          fields: (i) => ({
            templateId: i.id({ required: true, description: 'The template.' }),
            parameters: i.field({ type: 'JSON', description: 'Values of its parameters, by their names.' }),
            name: i.string({
              description: "The name of the definition; the template's where it is left out.",
            }),
          }),
        }),
        required: true,
        description: 'The template and its parameters.',
      }),
    },
    description:
      'Saves the graph that a template makes of these parameters as the draft of a new definition.',
    resolve: (_, { input }, { app, viewer }) =>
      createdFromTemplate.answer(async () => ({
        definition: await app.createDefinitionFromTemplate(viewer, {
          templateId: input.templateId,
          parameters: jsonObject(input.parameters, 'parameters') ?? {},
          name: input.name ?? null,
        }),
      })),
  }),
);

const updated = mutationResult(
  definitionSuccess(
    'UpdateWorkflowDefinitionSuccess',
    'The draft was changed.',
    'The definition as it is now.',
  ),
  ['ValidationError', 'NotFoundError', 'ConflictError'],
);

builder.mutationField('updateWorkflowDefinition', (t) =>
  t.field({
    type: updated.type,
    args: {
      input: t.arg({
        type: builder.inputType('UpdateWorkflowDefinitionInput', {
          description: 'What to change. What is left out stays as it is.',
          fields: (i) => ({
            id: i.id({ required: true, description: 'The definition.' }),
            expectedVersion: i.int({
              required: true,
              description:
                'Its `revision` as you have read it: if it has moved since, the answer is a ConflictError.',
            }),
            name: i.string({ description: 'What people call it.' }),
            description: i.string({ description: 'What it is for; null removes it.' }),
            tags: i.stringList({ description: 'Words to find it by; at most 20.' }),
            isPublic: i.boolean({ description: 'Others may read and run what is published.' }),
            graph: i.field({ type: WorkflowGraphInput, description: 'The draft.' }),
          }),
        }),
        required: true,
        description: 'The change.',
      }),
    },
    description: 'Changes the draft of a definition. Published versions stay as they are.',
    resolve: (_, { input }, { app, viewer }) =>
      updated.answer(async () => ({
        definition: await app.updateDefinition(viewer, {
          id: input.id,
          expectedVersion: input.expectedVersion,
          changes: changesOf(input),
        }),
      })),
  }),
);

interface ChangesInput {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  readonly isPublic?: boolean | null | undefined;
  readonly graph?: typeof WorkflowGraphInput.$inferInput | null | undefined;
}

/** Null removes a description; elsewhere it is what was left out. */
function changesOf({ name, description, tags, isPublic, graph }: ChangesInput) {
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(description === undefined ? {} : { description }),
    ...(tags ? { tags } : {}),
    ...(typeof isPublic === 'boolean' ? { isPublic } : {}),
    ...(graph ? { graph: documentOf(graph) } : {}),
  };
}

const published = mutationResult(
  builder.objectRef<{ readonly version: DefinitionVersion }>('PublishWorkflowDefinitionSuccess').implement({
    description: 'The draft is published.',
    fields: (t) => ({
      version: t.expose('version', {
        type: WorkflowDefinitionVersion,
        description: 'The new version; the published one where the draft runs the same.',
      }),
      definition: t.field({
        type: WorkflowDefinition,
        nullable: true,
        description: 'The definition as it is now.',
        resolve: ({ version }, _, { loaders }) => loaders.definition(version.definitionId),
      }),
    }),
  }),
  ['ValidationError', 'NotFoundError', 'ConflictError'],
);

builder.mutationField('publishWorkflowDefinition', (t) =>
  t.field({
    type: published.type,
    args: {
      id: t.arg.id({ required: true, description: 'The definition.' }),
      expectedVersion: t.arg.int({
        description: 'Its `revision` as you have read it; left out: whatever the draft is now.',
      }),
    },
    description: 'Makes the draft the next version, which never changes.',
    resolve: (_, { id, expectedVersion }, { app, viewer }) =>
      published.answer(async () => ({
        version: await app.publishDefinition(viewer, { id, expectedVersion: expectedVersion ?? null }),
      })),
  }),
);

const deleted = mutationResult(
  builder.objectRef<{ readonly id: string }>('DeleteWorkflowDefinitionSuccess').implement({
    description: 'The definition is gone, with its versions.',
    fields: (t) => ({ id: t.exposeID('id', { description: 'The id that it had.' }) }),
  }),
  ['NotFoundError'],
);

builder.mutationField('deleteWorkflowDefinition', (t) =>
  t.field({
    type: deleted.type,
    args: { id: t.arg.id({ required: true, description: 'The definition.' }) },
    description: 'Removes a definition with its versions. Executions of it stay, and those that run go on.',
    resolve: (_, { id }, { app, viewer }) =>
      deleted.answer(async () => {
        await app.deleteDefinition(viewer, id);
        return { id };
      }),
  }),
);
