import { allVariables, type WorkflowParts } from '../../nodes/index.ts';
import type { Rule } from '../rule.ts';

/** Something reads or sets every variable that the graph declares. */
export const unusedVariables: Rule<WorkflowParts> = {
  code: 'variable/unused',
  find: (parts) => {
    const used = new Set(usedIn(parts));
    if (used.has(allVariables)) return [];
    return Object.keys(parts.configured.graph.variables)
      .filter((name) => !used.has(name))
      .map((name) => {
        const message = `nothing reads or sets the variable "${name}": use it, or remove it`;
        return { message, path: `variables.${name}` };
      });
  },
};

/** Also by nested graphs that see the variables around them. */
function usedIn({ configured, compiled }: WorkflowParts): readonly string[] {
  const own = configured.nodes.flatMap((node) => [...(node?.writes ?? []), ...(node?.uses.variables ?? [])]);
  const inside = [...configured.nested].flatMap(([index, inner]) => {
    const nested = compiled.nested.get(index);
    const seesOuter = configured.nodes[index]?.nested?.seesOuter ?? false;
    return nested && seesOuter ? usedIn({ configured: inner, compiled: nested }) : [];
  });
  return [...own, ...compiled.variablesRead, ...inside];
}
