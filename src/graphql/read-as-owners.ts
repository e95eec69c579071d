import { type GraphQLResolveInfo, type GraphQLSchema, isObjectType } from 'graphql';
import type { ExecutionView } from '../runtime/ports/execution-queries.ts';
import { WorkflowExecution } from './executions/workflow-execution.ts';
import type { GraphqlContext } from './graphql-context.ts';

type Path = GraphQLResolveInfo['path'];

/**
 * The same schema, in which everything below an execution is read as its owner reads it. An administrator may look at
 * the executions of others, but the definitions, templates and conversations that they lead to are not his own: resolvers
 * would not find them for him. So they are given the context of the owner, those of fields to come too, and no resolver
 * has to remember whom it reads for.
 */
export function readAsOwners(schema: GraphQLSchema): GraphQLSchema {
  const readers = new WeakMap<Path, GraphqlContext>();

  const readerAbove = (path: Path | undefined): GraphqlContext | undefined => {
    for (let at = path; at; at = at.prev) {
      const reader = readers.get(at);
      if (reader) return reader;
    }
    return undefined;
  };

  const readerOf = (source: unknown, context: GraphqlContext, info: GraphQLResolveInfo): GraphqlContext => {
    if (context.viewer.role !== 'admin') return context;
    const { prev } = info.path;
    const reader = readerAbove(prev) ?? context;
    if (!prev || !isExecution(source, info)) return reader;
    const owner = reader.readingAs(source.ownerId);
    if (owner !== context) readers.set(prev, owner);
    return owner;
  };

  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      if (!resolve) continue;
      field.resolve = (source: unknown, args, context: GraphqlContext, info) =>
        resolve(source, args, readerOf(source, context, info), info);
    }
  }
  return schema;
}

/** The schema says so: nothing else is resolved as one. */
function isExecution(_source: unknown, { parentType }: GraphQLResolveInfo): _source is ExecutionView {
  return parentType.name === WorkflowExecution.name;
}
