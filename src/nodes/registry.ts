import type { FlowTraits, NodeKinds, WorkflowNode } from '../graph/index.ts';
import type { JsonObject } from '../kernel/index.ts';
import type { RegisteredKind } from './node-kind.ts';

/** The kinds of node that a server knows. It answers what the rules of a graph ask about kinds. */
export interface NodeRegistry extends NodeKinds {
  readonly kinds: readonly RegisteredKind[];
  get(type: string): RegisteredKind | undefined;
  /** What the scheduler needs; a kind that is not there behaves as one without any. */
  traitsOf(type: string): FlowTraits;
}

/** @throws Error where two kinds have one name */
export function createRegistry(kinds: readonly RegisteredKind[]): NodeRegistry {
  const byType = new Map(kinds.map((kind) => [kind.type, { ...kind, configure: remembered(kind) }]));
  if (byType.size !== kinds.length) throw new Error('two node kinds have the same type');
  const plain: FlowTraits = { isEntry: false, bodyPort: null };
  return {
    kinds,
    get: (type) => byType.get(type),
    has: (type) => byType.has(type),
    types: () => [...byType.keys()],
    traitsOf: (type) => byType.get(type) ?? plain,
    givesSigns: (type) => byType.get(type)?.givesSigns ?? false,
    handlesFailures: (type) => byType.get(type)?.handlesFailures ?? false,
    portsOf: (node) => portNames(byType.get(node.type), node),
  };
}

/** Rules, ports and the compiler all ask for the same configurations, which never change: each is read once. */
function remembered({ configure }: RegisteredKind): RegisteredKind['configure'] {
  const known = new WeakMap<JsonObject, ReturnType<RegisteredKind['configure']>>();
  return (config) => {
    const before = known.get(config);
    if (before) return before;
    const configured = configure(config);
    known.set(config, configured);
    return configured;
  };
}

/** Null where the configuration does not say: its own issues are found elsewhere. */
function portNames(kind: RegisteredKind | undefined, node: WorkflowNode): readonly string[] | null {
  const configured = kind?.configure(node.config);
  return configured?.ok ? configured.value.ports.map((port) => port.name) : null;
}
