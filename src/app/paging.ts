import { AppError } from '../kernel/index.ts';
import type { Page, PageRequest } from '../runtime/ports/page.ts';
import { decodePageCursor, encodePageCursor } from './page-cursor.ts';

/** As a client asks for a page: `after` is a cursor that an earlier page gave. */
export interface PageInput {
  /** 1 to 100; null: 20. */
  readonly first: number | null;
  readonly after: string | null;
}

/** One page of a list, with what Relay's connections need. */
export interface Connection<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly hasNextPage: boolean;
}

/** One that can say how many items the list has, in all its pages. */
export interface CountedConnection<T> extends Connection<T> {
  readonly count: () => Promise<number>;
}

export const usualPage = 20;
export const largestPage = 100;

/** @throws AppError `input/invalid`, `cursor/invalid` */
export function pageRequest({ first, after }: PageInput): PageRequest {
  return { first: pageSize(first), after: after === null ? null : decodePageCursor(after) };
}

/** @throws AppError `input/invalid` */
export function pageSize(first: number | null): number {
  const count = first ?? usualPage;
  if (!Number.isInteger(count) || count < 1 || count > largestPage) {
    throw new AppError(
      'input/invalid',
      `first must be a whole number from 1 to ${largestPage}, not ${count}: ask for the next page with after`,
    );
  }
  return count;
}

export function connectionOf<T extends { readonly id: string }>({
  items,
  hasNextPage,
}: Page<T>): Connection<T> {
  return { edges: items.map((node) => ({ cursor: encodePageCursor(node.id), node })), hasNextPage };
}
