import type { Page, PageRequest } from '../../runtime/ports/page.ts';
import { isUuid } from './uuid.ts';

/** The part of a keyset query, newest first, that makes it a page; one row more than asked for tells whether there are others. */
export function pageWhere({ after }: PageRequest): { readonly id?: { readonly $lt: string } } {
  return after === null ? {} : { id: { $lt: after } };
}

export function pageOf<Row, T>(rows: readonly Row[], first: number, view: (row: Row) => T): Page<T> {
  return { items: rows.slice(0, first).map(view), hasNextPage: rows.length > first };
}

/** What every list gives after an id that cannot be one. */
export const emptyPage = { items: [], hasNextPage: false } as const;

export function isPossible({ after, first }: PageRequest): boolean {
  return first > 0 && (after === null || isUuid(after));
}
