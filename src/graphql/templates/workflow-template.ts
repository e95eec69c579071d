import type { StoredTemplate } from '../../runtime/ports/template-store.ts';
import { TemplateAnalytics } from '../analytics/template-analytics.ts';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import { jsonObject } from '../json-object.ts';
import { graphOf } from '../workflow-graph/graph-of.ts';
import { WorkflowGraph } from '../workflow-graph/workflow-graph.ts';

export const WorkflowTemplate = builder.objectRef<StoredTemplate>('WorkflowTemplate').implement({
  description: 'A reusable workflow with typed parameters. Executing it needs no definition.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id.' }),
    name: t.exposeString('name', { description: 'What people call it.' }),
    description: t.exposeString('description', { description: 'What it is for.' }),
    category: t.exposeString('category', { description: 'Where a catalogue lists it: `customer_support`.' }),
    tags: t.exposeStringList('tags', { description: 'Words to find it by.' }),
    parameters: t.expose('parameters', { type: 'JSON', description: 'JSON Schema of its parameters.' }),
    graph: t.field({
      type: WorkflowGraph,
      nullable: true,
      args: { parameters: t.arg({ type: 'JSON', description: 'Values of its parameters, by their names.' }) },
      description: 'The workflow that it makes of these parameters.',
      resolve: async ({ id }, { parameters }, { app, viewer }) =>
        graphOf(await app.instantiateTemplate(viewer, id, jsonObject(parameters, 'parameters') ?? {})),
    }),
    document: t.expose('graph', {
      type: 'JSON',
      nullable: true,
      description: 'Its workflow with `{{ params.name }}` in it; null where the former system saved it.',
    }),
    builtIn: t.exposeBoolean('builtIn', { description: 'It is shipped with Chatter.' }),
    isPublic: t.exposeBoolean('isPublic', { description: 'Others may read and execute it.' }),
    version: t.exposeInt('version', { description: 'Moves with every change.' }),
    analytics: t.field({
      type: TemplateAnalytics,
      description: 'What it was used for.',
      resolve: ({ id }, _, { loaders }) => loaders.templateAnalytics(id),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was saved first.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was changed last.' }),
  }),
});

export const WorkflowTemplateConnection = connectionOf(WorkflowTemplate);
