import type { Survey, SurveyedNode } from '../survey.ts';

/** How often one execution calls models at most: loops multiply, and no execution takes more steps than its limit. */
export function worstCaseCalls(survey: Survey): number {
  return worstCase(survey, ({ attempts, uses }) => {
    const calls = uses.models.reduce((sum, use) => sum + use.calls, 0);
    return attempts * calls;
  });
}

/** The most that visits can add up to, where one visit of a node adds this much. */
export function worstCase(
  { nodes, graph: { limits } }: Survey,
  ofVisit: (node: SurveyedNode) => number,
): number {
  const weights = nodes.map((node) => ({ visits: node.visits, weight: ofVisit(node) }));
  let steps = limits.maxSteps;
  let sum = 0;
  // The heaviest first: what is left of the steps can only be spent on lighter ones.
  for (const { visits, weight } of weights.sort((left, right) => right.weight - left.weight)) {
    const taken = Math.min(steps, visits);
    sum += taken * weight;
    steps -= taken;
  }
  return sum;
}
