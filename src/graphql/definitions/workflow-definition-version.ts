import { AppError, type JsonObject } from '../../kernel/index.ts';
import type { VersionSummary } from '../../runtime/ports/definition-store.ts';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import type { Loaders } from '../loaders.ts';
import { graphOf } from '../workflow-graph/graph-of.ts';
import { WorkflowGraph } from '../workflow-graph/workflow-graph.ts';

export const WorkflowDefinitionVersion = builder
  .objectRef<VersionSummary>('WorkflowDefinitionVersion')
  .implement({
    description: 'A published version of a definition. It never changes.',
    fields: (t) => ({
      definitionId: t.exposeID('definitionId', { description: 'The definition that it is a version of.' }),
      version: t.exposeInt('version', { description: 'Its number, from 1.' }),
      graph: t.field({
        type: WorkflowGraph,
        nullable: true,
        description: 'Its workflow; null if the former system saved it and it must be imported again.',
        resolve: async (version, _, { loaders }) => graphOf(await documentOf(version, loaders)),
      }),
      document: t.field({
        type: 'JSON',
        description: 'Its workflow as the document that was published.',
        resolve: (version, _, { loaders }) => documentOf(version, loaders),
      }),
      graphHash: t.exposeString('hash', {
        description: 'SHA-256 of what it runs: two versions that differ only in their layout have the same.',
      }),
      changelog: t.exposeString('changelog', {
        nullable: true,
        description: 'What its publisher said is new in it.',
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was published.' }),
    }),
  });

export const WorkflowDefinitionVersionConnection = connectionOf(WorkflowDefinitionVersion);

/** Read where it is asked for: a list of versions may be long, and each may hold a megabyte. */
async function documentOf({ definitionId, version }: VersionSummary, loaders: Loaders): Promise<JsonObject> {
  const found = await loaders.version({ definitionId, version });
  if (found) return found.graph;
  throw new AppError('definition/version-not-found', `definition ${definitionId} has no version ${version}`);
}
