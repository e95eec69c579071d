import type { App, Viewer } from '../app/index.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What the resolvers of one operation share. */
export interface GraphqlContext {
  readonly app: App;
  readonly viewer: Viewer;
  /** Goes with every execution that the operation begins. */
  readonly correlationId: string | null;
  readonly loaders: Loaders;
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
  return { app, viewer, correlationId, loaders: createLoaders(app, viewer) };
}
