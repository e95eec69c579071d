import { aboutNode, type SituationRule } from '../situation.ts';

/** Whoever executes it has every secret that a node sends. */
export const knownSecrets: SituationRule = {
  code: 'secret/not-found',
  find: ({ survey, context: { secrets } }) => {
    if (secrets === null) return [];
    return survey.nodes.flatMap((node) =>
      node.uses.secrets
        .filter(({ text }) => !secrets.has(text))
        .map(({ text, at }) =>
          aboutNode(node, at, `sends the secret "${text}", which you do not have: keep it with setSecret`),
        ),
    );
  },
};
