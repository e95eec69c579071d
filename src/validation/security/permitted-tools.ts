import { aboutNode, type SituationRule } from '../situation.ts';

/** The owner may use every tool that a node names. */
export const permittedTools: SituationRule = {
  code: 'tool/not-permitted',
  find: ({ survey, context: { capabilities, ownerId } }) =>
    survey.nodes.flatMap((node) =>
      node.uses.tools
        .filter(({ text }) => capabilities.tool(ownerId, text) === 'forbidden')
        .map(({ text, at }) =>
          aboutNode(
            node,
            at,
            `uses the tool "${text}", which you may not use: ask an administrator, or do without it`,
          ),
        ),
    ),
};
