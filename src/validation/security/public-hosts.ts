import { aboutNode, type SituationRule } from '../situation.ts';

/** No node asks a private address that its configuration names. What a name stands for is known only when it is asked. */
export const publicHosts: SituationRule = {
  code: 'http/address-refused',
  find: ({ survey, context: { capabilities } }) =>
    survey.nodes.flatMap((node) =>
      node.uses.hosts
        .filter(({ text }) => !capabilities.mayAsk(text))
        .map(({ text, at }) =>
          aboutNode(
            node,
            at,
            `asks ${text}, which is not on the public internet: whoever runs the server can allow it with CHATTER_HTTP_ALLOW`,
          ),
        ),
    ),
};
