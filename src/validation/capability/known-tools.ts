import { aboutNode, type SituationRule } from '../situation.ts';

/** Every tool that a node names is there. */
export const knownTools: SituationRule = {
  code: 'tool/unknown',
  find: ({ survey, context: { capabilities, ownerId } }) =>
    survey.nodes.flatMap((node) =>
      node.uses.tools
        .filter(({ text }) => capabilities.tool(ownerId, text) === 'absent')
        .map(({ text, at }) =>
          aboutNode(
            node,
            at,
            `uses the tool "${text}", which this server does not have: configure it, or name another`,
          ),
        ),
    ),
};
