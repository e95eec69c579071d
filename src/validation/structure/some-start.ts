import { listed } from '../../expression/known-names.ts';
import type { StructureRule } from './rule.ts';

/** Some node begins the execution. */
export const someStart: StructureRule = {
  code: 'graph/no-start',
  find: ({ starts, kinds }) => {
    if (starts.length > 0) return [];
    const types = kinds.types().filter((type) => kinds.traitsOf(type).isEntry);
    const message = `no node begins the execution: add one of the type ${listed(types)}`;
    return [{ message, path: 'nodes' }];
  },
};
