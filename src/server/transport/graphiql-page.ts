import { firstOperation } from '../welcome.ts';
import { graphqlPath } from './graphql-handler.ts';

/** It loads nothing from anywhere, and no page of another origin may show it in a frame. */
export const graphiqlHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

let page: Promise<Buffer> | null = null;

/**
 * The whole page, with its scripts: 9 MB, which is why they are not read before somebody asks. Subscriptions come as
 * server-sent events: only those take the key from the tab of headers.
 */
export function graphiqlPage(): Promise<Buffer> {
  page ??= import('@graphql-yoga/render-graphiql').then(({ renderGraphiQL }) =>
    Buffer.from(
      renderGraphiQL({
        endpoint: graphqlPath,
        subscriptionsProtocol: 'SSE',
        title: 'Chatter',
        defaultQuery: firstOperation,
      }),
    ),
  );
  return page;
}
