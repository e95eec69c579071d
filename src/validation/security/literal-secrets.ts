import type { SituationRule } from '../situation.ts';

/** No key stands in the document: whoever may read the workflow, its log or its export could read it. */
export const literalSecrets: SituationRule = {
  code: 'secret/literal',
  find: ({ survey }) =>
    survey.secrets.map(({ what, path, nodeId }) => {
      const where = nodeId === null ? path : `node "${nodeId}": ${path.replace(/^nodes\.\d+\./, '')}`;
      const message = `${where} holds ${what}, which whoever sees the workflow could use: revoke it, and keep the new one out of the document, as a secret (setSecret)`;
      return { message, path, nodeId: nodeId ?? undefined };
    }),
};
