import { pageOfAll } from '../../app/index.ts';
import { encodeCursor } from '../../runtime/cursor.ts';
import type { Definition, VersionSummary } from '../../runtime/ports/definition-store.ts';
import { WorkflowAnalysisObject } from '../analysis/workflow-analysis.ts';
import { builder } from '../builder.ts';
import { connectionOf, pageArguments, pageCost, pageOf, shownPage } from '../connection.ts';
import { expensive } from '../operation-limits.ts';
import { WorkflowTemplate } from '../templates/workflow-template.ts';
import { graphOf } from '../workflow-graph/graph-of.ts';
import { WorkflowGraph } from '../workflow-graph/workflow-graph.ts';
import {
  WorkflowDefinitionVersion,
  WorkflowDefinitionVersionConnection,
} from './workflow-definition-version.ts';

export const WorkflowDefinition = builder.objectRef<Definition>('WorkflowDefinition').implement({
  description: 'A saved workflow, with one draft and numbered versions.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id.' }),
    ownerId: t.exposeID('ownerId', { description: 'The owner.' }),
    name: t.exposeString('name', { description: 'Its name, for people.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it is for.' }),
    tags: t.exposeStringList('tags', { description: 'Words to find it by.' }),
    isPublic: t.exposeBoolean('isPublic', { description: 'Others may read and run what is published.' }),
    revision: t.exposeInt('revision', {
      description: 'Increases with every change: send it as `expectedVersion` with yours.',
    }),
    graph: t.field({
      type: WorkflowGraph,
      nullable: true,
      description:
        "The draft; of somebody else's definition, what is published. Null if the former system saved it and it cannot be read as a workflow of today.",
      resolve: ({ draft }) => graphOf(draft),
    }),
    document: t.expose('draft', { type: 'JSON', description: 'The same as the document that was saved.' }),
    publishedVersion: t.exposeInt('publishedVersion', {
      nullable: true,
      description: 'The version that runs if none is named; null: nothing is published.',
    }),
    version: t.field({
      type: WorkflowDefinitionVersion,
      nullable: true,
      args: { number: t.arg.int({ required: true, description: 'Its number.' }) },
      description: 'One version; null if there is none with this number.',
      resolve: ({ id }, { number }, { loaders }) => loaders.version({ definitionId: id, version: number }),
    }),
    versions: t.field({
      type: WorkflowDefinitionVersionConnection,
      args: pageArguments(t.arg),
      complexity: (args) => pageCost(args),
      description: 'The published versions, newest first.',
      resolve: async ({ id }, args, { loaders }) => {
        const versions = await loaders.definitionVersions(id);
        const cursorOf = (one: VersionSummary) => encodeCursor(id, one.version);
        return shownPage(pageOfAll(versions, cursorOf, pageOf(args)), args);
      },
    }),
    analysis: t.field({
      type: WorkflowAnalysisObject,
      nullable: true,
      complexity: expensive,
      description: 'Analysis of the structure of `graph`; null if that is null.',
      resolve: ({ draft }, _, { app }) => (graphOf(draft) === null ? null : app.analyzeWorkflow(draft)),
    }),
    template: t.field({
      type: WorkflowTemplate,
      nullable: true,
      description: 'The template that it was made from, while that is visible.',
      resolve: ({ templateId }, _, { loaders }) =>
        templateId === null ? null : loaders.template(templateId),
    }),
    archivedAt: t.expose('archivedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was archived; null: it is not.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first saved.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});

export const WorkflowDefinitionConnection = connectionOf(WorkflowDefinition);
