import type { DocumentNode } from 'graphql';
import { RecentlyUsed } from '../../runtime/recently-used.ts';

const mostDocuments = 1_000;
/** What clients send again and again is shorter. Longer ones would let strangers fill the memory. */
const mostCharacters = 8_192;

/** Parsed operations by their text. Only short ones, and none that failed. */
export function createDocumentCache() {
  const documents = new RecentlyUsed<string, DocumentNode>({ most: mostDocuments });
  return {
    documentCache: {
      get: (text: string) => documents.get(text),
      set: (text: string, document: DocumentNode) => {
        if (text.length <= mostCharacters) documents.set(text, document);
      },
    },
    errorCache: { get: () => undefined, set: () => undefined },
  };
}
