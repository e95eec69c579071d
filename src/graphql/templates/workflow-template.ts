import type { StoredTemplate } from '../../runtime/ports/template-store.ts';
import { TemplateAnalytics } from '../analytics/template-analytics.ts';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import { jsonObject } from '../json-object.ts';
import { graphOf } from '../workflow-graph/graph-of.ts';
import { WorkflowGraph } from '../workflow-graph/workflow-graph.ts';

const WorkflowTemplateRef = builder.objectRef<StoredTemplate>('WorkflowTemplate');

export const WorkflowTemplate = WorkflowTemplateRef.implement({
  description: 'A reusable workflow with typed parameters. Executing it needs no definition.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id.' }),
    name: t.exposeString('name', { description: 'Its name, for people.' }),
    description: t.exposeString('description', { description: 'What it is for.' }),
    category: t.exposeString('category', { description: 'Where a catalogue lists it: `customer_support`.' }),
    tags: t.exposeStringList('tags', { description: 'Words to find it by.' }),
    parameters: t.expose('parameters', { type: 'JSON', description: 'JSON Schema of its parameters.' }),
    graph: t.field({
      type: WorkflowGraph,
      nullable: true,
      args: { parameters: t.arg({ type: 'JSON', description: 'Values of its parameters, by their names.' }) },
      description: 'The workflow that it makes of these parameters.',
      resolve: (template, { parameters }, { app }) =>
        graphOf(app.instantiateTemplate(template, jsonObject(parameters, 'parameters') ?? {})),
    }),
    document: t.expose('graph', {
      type: 'JSON',
      nullable: true,
      description: 'Its workflow with `{{ params.name }}` in it; null if the former system saved it.',
    }),
    requiredTools: t.stringList({
      description: 'Tools that it cannot do without.',
      resolve: ({ requirements }) => [...requirements.tools],
    }),
    requiredModels: t.stringList({
      description: 'Models that it cannot do without, each with a slash between its provider and its name.',
      resolve: ({ requirements }) => [...requirements.models],
    }),
    requiredDocuments: t.stringList({
      description: 'Ids of documents that it cannot do without.',
      resolve: ({ requirements }) => [...requirements.documents],
    }),
    basedOn: t.field({
      type: WorkflowTemplateRef,
      nullable: true,
      description: 'The template that it was made from, while that is visible.',
      resolve: ({ baseTemplateId }, _, { loaders }) =>
        baseTemplateId === null ? null : loaders.template(baseTemplateId),
    }),
    rating: t.float({
      nullable: true,
      description: 'The mean of its ratings, 1 to 5. Null: nobody has rated it.',
      resolve: ({ ratingSum, ratingCount }) => (ratingCount === 0 ? null : ratingSum / ratingCount),
    }),
    ratingCount: t.exposeInt('ratingCount', { description: 'How many have rated it.' }),
    builtIn: t.exposeBoolean('builtIn', { description: 'It is shipped with Chatter.' }),
    isPublic: t.exposeBoolean('isPublic', { description: 'Others may read and execute it.' }),
    version: t.exposeInt('version', {
      description: 'Increases with every change: send it as `expectedVersion` with yours.',
    }),
    analytics: t.field({
      type: TemplateAnalytics,
      description: 'How much it was used.',
      resolve: ({ id }, _, { loaders }) => loaders.templateAnalytics(id),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first saved.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});

export const WorkflowTemplateConnection = connectionOf(WorkflowTemplate);
