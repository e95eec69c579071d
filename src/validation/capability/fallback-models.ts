import { NearNames } from '../../expression/near-names.ts';
import { aboutNode, type SituationRule } from '../situation.ts';
import { missingModel } from './missing-model.ts';
import { namedModels } from './named-models.ts';

/** Where a node asks several models, each is there: a missing one is passed over, and cannot help. */
export const fallbackModels: SituationRule = {
  code: 'model/passed-over',
  find: (situation) => {
    const near = new NearNames();
    const { models } = situation.context.capabilities;
    return namedModels(situation).flatMap((named) => {
      if (!named.some(({ status }) => status === 'known' || status === 'open')) return [];
      return named
        .filter(({ status }) => status === 'unknown')
        .map((missing) => {
          const { at, what, meant, suggestion } = missingModel(missing, models, near);
          const help = meant === undefined ? 'name another, or leave it out' : `did you mean "${meant}"?`;
          return { ...aboutNode(missing.node, at, `${what}, so it is passed over: ${help}`), suggestion };
        });
    });
  },
};
