import { aboutNode, type SituationRule } from '../situation.ts';
import { describedModel, namedModels } from './named-models.ts';

/** Where a node asks several models, each is there: a missing one is passed over, and cannot help. */
export const fallbackModels: SituationRule = {
  code: 'model/passed-over',
  find: (situation) =>
    namedModels(situation).flatMap((named) => {
      if (!named.some(({ status }) => status === 'known' || status === 'open')) return [];
      return named
        .filter(({ status }) => status === 'unknown')
        .map((missing) => {
          const what = `asks ${describedModel(missing)}, which this server does not have, so it is passed over`;
          return aboutNode(missing.node, missing.use.at, `${what}: name another, or leave it out`);
        });
    }),
};
