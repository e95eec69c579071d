import { type App, readingAs, type Viewer } from '../app/index.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What the resolvers of one operation share. */
export interface GraphqlContext {
  readonly app: App;
  readonly viewer: Viewer;
  /** Goes with every execution that the operation begins. */
  readonly correlationId: string | null;
  readonly loaders: Loaders;
  /** To read what is this owner's as he does; the same context for the owner himself, and for whoever may not. */
  readingAs(ownerId: string): GraphqlContext;
}

/**
 * For one operation; for each a new one. A subscription keeps its own to the end: nothing in it remembers what can
 * change.
 */
export function createGraphqlContext(
  app: App,
  viewer: Viewer,
  correlationId: string | null = null,
): GraphqlContext {
  const others = new Map<string, GraphqlContext>();
  const context: GraphqlContext = {
    app,
    viewer,
    correlationId,
    loaders: createLoaders(app, viewer),
    readingAs: (ownerId) => {
      const reader = readingAs(viewer, ownerId) ?? viewer;
      if (reader === viewer) return context;
      const other = others.get(reader.ownerId) ?? createGraphqlContext(app, reader, correlationId);
      others.set(reader.ownerId, other);
      return other;
    },
  };
  return context;
}
