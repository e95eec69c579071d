import type { SituationRule } from '../situation.ts';

/** Graphs have no more nodes than the operator allows: nested ones count, notes do not. */
export const nodeCount: SituationRule = {
  code: 'limit/nodes',
  find: ({ survey, context }) => {
    const { maxNodes } = context.capabilities.limits;
    if (survey.nodeCount <= maxNodes) return [];
    const message = `the workflow has ${survey.nodeCount} nodes, with those of nested graphs, and at most ${maxNodes} are allowed here: split it, or ask the operator of the server for more`;
    return [{ message, path: 'nodes' }];
  },
};
