import { aboutNode, type SituationRule } from '../situation.ts';

/** A loop can reach its bound before the execution reaches its limit of steps. */
export const loopSteps: SituationRule = {
  code: 'loop/beyond-steps',
  find: ({ survey }) => {
    const { maxSteps } = survey.graph.limits;
    return survey.loops
      .filter(({ steps }) => Number.isFinite(steps) && steps > maxSteps)
      .map(({ header, iterations, steps, ...place }) => {
        const what = `heads a loop of up to ${iterations} iterations, which take ${steps} steps or more, with the loops around it`;
        const message = `${what}, and the execution fails after ${maxSteps}: raise limits.maxSteps, or lower the bound`;
        return aboutNode({ ...place, id: header }, null, message);
      });
  },
};
