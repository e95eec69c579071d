import type { SituationRule } from '../situation.ts';
import { worstCaseCalls } from './worst-case.ts';

/** No execution can call models more often than the operator allows, however it runs. */
export const modelCalls: SituationRule = {
  code: 'limit/model-calls',
  find: ({ survey, context }) => {
    const { maxModelCalls } = context.capabilities.limits;
    const calls = worstCaseCalls(survey);
    if (maxModelCalls === null || calls <= maxModelCalls) return [];
    const what = `the workflow can call models ${calls} times, with loops, retries and fallbacks, and at most ${maxModelCalls} are allowed here`;
    const message = `${what}: lower limits.maxSteps, the bounds of its loops, or its retries`;
    return [{ message, path: 'nodes' }];
  },
};
