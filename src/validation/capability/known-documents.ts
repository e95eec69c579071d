import { aboutNode, type SituationRule } from '../situation.ts';

/** Every document that a node names is there, and is the owner's to read. */
export const knownDocuments: SituationRule = {
  code: 'retrieval/document-not-found',
  find: ({ survey, context: { capabilities, ownerId } }) =>
    survey.nodes.flatMap((node) =>
      node.uses.documents
        .filter(({ text }) => capabilities.document(ownerId, text) !== 'available')
        .map(({ text, at }) =>
          aboutNode(node, at, `searches the document "${text}", which is not there: add it, or name another`),
        ),
    ),
};
