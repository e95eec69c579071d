import type { SituationRule } from '../situation.ts';

/** Graphs have no more edges than the operator allows: those of nested ones count. */
export const edgeCount: SituationRule = {
  code: 'limit/edges',
  find: ({ survey, context }) => {
    const { maxEdges } = context.capabilities.limits;
    if (survey.edgeCount <= maxEdges) return [];
    const message = `the workflow has ${survey.edgeCount} edges, with those of nested graphs, and at most ${maxEdges} are allowed here: split it, or ask the operator of the server for more`;
    return [{ message, path: 'edges' }];
  },
};
