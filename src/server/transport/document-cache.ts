import type { DocumentNode } from 'graphql';
import { RecentlyUsed } from '../../runtime/recently-used.ts';

/** What clients send again and again is shorter. */
const mostCharacters = 8_192;
/** A document takes up to 160 bytes for each character of its text: strangers must not fill the memory. */
const bounds = { most: 1_000, mostWeight: 1024 * 1024 };

/** Parsed operations by their text. Only short ones, and none that failed. */
export function createDocumentCache() {
  const documents = new RecentlyUsed<string, DocumentNode>(bounds);
  return {
    documentCache: {
      get: (text: string) => documents.get(text),
      set: (text: string, document: DocumentNode) => {
        if (text.length <= mostCharacters) documents.set(text, document, text.length);
      },
    },
    errorCache: { get: () => undefined, set: () => undefined },
  };
}
