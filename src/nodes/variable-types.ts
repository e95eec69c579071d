import { type ExpressionType, outermostType, typeFromValue } from '../expression/index.ts';
import type { WorkflowGraph } from '../graph/index.ts';
import type { ConfiguredGraph } from './configure-graph.ts';

type Types = Readonly<Record<string, ExpressionType>>;

/**
 * The types of the variables. One keeps what kind of value it begins with; what is in its list or object is only known
 * where no node changes it. One that begins as null, or that only a node names, may hold anything.
 */
export function variableTypes(configured: ConfiguredGraph): Types {
  const written = writtenVariables(configured);
  const declared = Object.entries(declaredTypes(configured.graph));
  return {
    ...Object.fromEntries([...written].map((name) => [name, 'dyn'])),
    ...Object.fromEntries(
      declared.map(([name, type]) => [name, written.has(name) ? outermostType(type) : type]),
    ),
  };
}

function declaredTypes({ variables }: WorkflowGraph): Types {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, typeFromValue(value)]));
}

/** Also those that a nested graph writes, where it writes to the variables around it. */
function writtenVariables({ nodes, nested }: ConfiguredGraph): ReadonlySet<string> {
  const own = nodes.flatMap((node) => node?.writes ?? []);
  const inside = [...nested].flatMap(([index, inner]) =>
    nodes[index]?.nested?.seesOuter ? [...writtenVariables(inner)] : [],
  );
  return new Set([...own, ...inside]);
}
