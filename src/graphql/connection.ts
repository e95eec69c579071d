import type { ArgBuilder, ObjectRef } from '@pothos/core';
import { type Connection, type CountedConnection, largestPage, usualPage } from '../app/index.ts';
import { type ApiTypes, builder } from './builder.ts';
import { expensive } from './operation-limits.ts';

/** A page as a connection shows it. */
export interface ShownPage<Node> extends Connection<Node> {
  /** Items before this page were passed. */
  readonly hasPreviousPage: boolean;
}

interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

const PageInfo = builder.objectRef<ShownPage<unknown>>('PageInfo').implement({
  description: 'Where a page of a list begins and ends.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'There is more after `endCursor`.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'This page does not begin at the beginning of the list.',
    }),
    startCursor: t.field({
      type: 'Cursor',
      nullable: true,
      description: 'That of the first item; null if there is none.',
      resolve: ({ edges }) => edges[0]?.cursor ?? null,
    }),
    endCursor: t.field({
      type: 'Cursor',
      nullable: true,
      description: 'That of the last item: send it as `after` for the next page. Null if there is none.',
      resolve: ({ edges }) => edges.at(-1)?.cursor ?? null,
    }),
  }),
});

/** The connection of a type, as Relay describes it: forwards only, by keyset. */
export function connectionOf<Node extends object>(node: ObjectRef<ApiTypes, Node>) {
  const connection = builder.objectRef<ShownPage<Node>>(`${node.name}Connection`);
  implementConnection(connection, node);
  return connection;
}

/** A page that can say how many items the whole list has. */
interface CountedPage<Node> extends ShownPage<Node>, CountedConnection<Node> {}

/** The same for a list that can be counted. That costs more than a page, so it is done only where it is asked for. */
export function countedConnectionOf<Node extends object>(node: ObjectRef<ApiTypes, Node>) {
  const connection = builder.objectRef<CountedPage<Node>>(`${node.name}Connection`);
  implementConnection(connection, node);
  builder.objectField(connection, 'totalCount', (t) =>
    t.int({
      complexity: expensive,
      description: 'How many items the list has, in all its pages. It is counted where it is asked for.',
      resolve: ({ count }) => count(),
    }),
  );
  return connection;
}

/** Costs nothing itself; how many items there are counts where the connection is asked for. */
const uncounted = { field: 0, multiplier: 1 };

function implementConnection(
  connection: ObjectRef<ApiTypes, ShownPage<object>>,
  node: ObjectRef<ApiTypes, object>,
): void {
  const Edge = builder
    .objectRef<{ readonly cursor: string; readonly node: object }>(`${node.name}Edge`)
    .implement({
      description: `An item of a list of ${node.name}, and its place.`,
      fields: (t) => ({
        cursor: t.expose('cursor', { type: 'Cursor', description: 'The place after this item.' }),
        node: t.expose('node', { type: node, description: 'The item.', complexity: uncounted }),
      }),
    });
  builder.objectType(connection, {
    description: `A page of a list of ${node.name}.`,
    fields: (t) => ({
      edges: t.field({
        type: [Edge],
        description: 'The items with their places.',
        complexity: uncounted,
        resolve: ({ edges }) => edges,
      }),
      nodes: t.field({
        type: [node],
        description: 'The items.',
        complexity: uncounted,
        resolve: ({ edges }) => edges.map((edge) => edge.node),
      }),
      pageInfo: t.field({
        type: PageInfo,
        description: 'Where the page begins and ends.',
        complexity: uncounted,
        resolve: (page) => page,
      }),
    }),
  });
}

/** The argument of every list, also of those that have one page only. */
export function firstArgument(arg: ArgBuilder<ApiTypes>) {
  return arg.int({ description: `How many: 1 to ${largestPage}; ${usualPage} by default.` });
}

/** The arguments of every list that has pages. */
export function pageArguments(arg: ArgBuilder<ApiTypes>) {
  return {
    first: firstArgument(arg),
    after: arg({ type: 'Cursor', description: 'The `endCursor` of the page before.' }),
  };
}

/** How much of a list a field may give: what is below it counts so many times. */
export function pageCost({ first }: PageArguments, field = 1) {
  return { field, multiplier: Math.max(1, Math.min(first ?? usualPage, largestPage)) };
}

/** The arguments as use cases read them. */
export function pageOf({ first, after }: PageArguments) {
  return { first: first ?? null, after: after ?? null };
}

export function shownPage<Page extends Connection<unknown>>(page: Page, { after }: PageArguments) {
  return { ...page, hasPreviousPage: after !== null && after !== undefined };
}
