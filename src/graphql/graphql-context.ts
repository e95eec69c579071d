import { type App, readingAs, type Viewer } from '../app/index.ts';
import { AttemptReader } from './events/attempt-reader.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What the resolvers of one operation share. */
export interface GraphqlContext {
  readonly app: App;
  readonly viewer: Viewer;
  /** Goes with every execution that the operation begins. */
  readonly correlationId: string | null;
  readonly loaders: Loaders;
  readonly attempts: AttemptReader;
  /** To read what is this owner's as he does; the same context for the owner himself, and for whoever may not. */
  readingAs(ownerId: string): GraphqlContext;
}

/** Makes the context of an operation. */
type ContextOf = (viewer: Viewer, correlationId?: string | null) => GraphqlContext;

/**
 * The contexts of all operations, for each a new one. A subscription keeps its own to the end: nothing in it remembers
 * what can change.
 */
export function createGraphqlContexts(app: App): ContextOf {
  const loadersOf = createLoaders(app);
  const contextOf: ContextOf = (viewer, correlationId = null) => {
    const others = new Map<string, GraphqlContext>();
    const context: GraphqlContext = {
      app,
      viewer,
      correlationId,
      loaders: loadersOf(viewer),
      attempts: new AttemptReader(app, viewer),
      readingAs: (ownerId) => {
        const reader = readingAs(viewer, ownerId) ?? viewer;
        if (reader === viewer) return context;
        const other = others.get(reader.ownerId) ?? contextOf(reader, correlationId);
        others.set(reader.ownerId, other);
        return other;
      },
    };
    return context;
  };
  return contextOf;
}
