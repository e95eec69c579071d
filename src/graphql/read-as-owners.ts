import { type GraphQLResolveInfo, type GraphQLSchema, isObjectType } from 'graphql';
import type { ExecutionView } from '../runtime/ports/execution-queries.ts';
import { WorkflowExecution } from './executions/workflow-execution.ts';
import type { GraphqlContext } from './graphql-context.ts';

type Path = GraphQLResolveInfo['path'];

/** Of the arguments of a field. */
interface Filtered {
  readonly filter?: { readonly ownerId?: string | null } | null;
}

/**
 * The same schema, in which everything below an execution is read as its owner reads it, and so is a list whose filter
 * names an owner. An administrator may look at what others have, but the templates and conversations that it leads to
 * are not his own: resolvers would not find them for him. So they are given the context of the owner, those of fields to
 * come too, and no resolver has to remember whom it reads for.
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

  const readerOf = (
    context: GraphqlContext,
    ownerId: string | null | undefined,
    path: Path,
  ): GraphqlContext => {
    if (context.viewer.role !== 'admin') return context;
    const above = readerAbove(path.prev) ?? context;
    const reader = ownerId ? above.readingAs(ownerId) : above;
    if (reader !== above) readers.set(path, reader);
    return reader;
  };

  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      if (!resolve) continue;
      field.resolve = (source: unknown, args: Filtered, context: GraphqlContext, info) => {
        const ownerId = isExecution(source, info) ? source.ownerId : args.filter?.ownerId;
        return resolve(source, args, readerOf(context, ownerId, info.path), info);
      };
    }
  }
  return schema;
}

/** The schema says so: nothing else is resolved as one. */
function isExecution(_source: unknown, { parentType }: GraphQLResolveInfo): _source is ExecutionView {
  return parentType.name === WorkflowExecution.name;
}
