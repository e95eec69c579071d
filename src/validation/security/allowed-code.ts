import { aboutNode, type SituationRule } from '../situation.ts';

/** Code of the author's runs only where the operator allows it. */
export const allowedCode: SituationRule = {
  code: 'code/not-allowed',
  find: ({ survey, context }) =>
    context.capabilities.allowsCode
      ? []
      : survey.nodes
          .filter(({ uses }) => uses.code)
          .map((node) =>
            aboutNode(
              node,
              null,
              'runs code, which the operator of this server does not allow: do without it',
            ),
          ),
};
