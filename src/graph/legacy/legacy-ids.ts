import { nodeIdSchema } from '../workflow-graph.ts';
import type { LegacyReport } from './legacy-report.ts';

interface Identified {
  readonly path: string;
  readonly id: string;
}

/**
 * The ids that nodes have now, by those they had. One that is no id any more gets the nearest that is, and that no
 * other node has. Nodes with one id keep it: that is for people to resolve.
 */
export function nodeIds(nodes: readonly Identified[], report: LegacyReport): ReadonlyMap<string, string> {
  const valid = nodes.filter(({ id }) => nodeIdSchema.safeParse(id).success);
  const taken = new Set(valid.map(({ id }) => id));
  const ids = new Map<string, string>([...taken].map((id) => [id, id]));
  for (const { path, id } of nodes) {
    if (ids.has(id)) continue;
    const next = freeId(id, taken);
    taken.add(next);
    ids.set(id, next);
    report.warning(`${path}.id`, `The id is no name that expressions can use: it is "${next}" now.`);
  }
  return ids;
}

/** An id as near to the wanted one as can be, that is not taken. */
export function freeId(wanted: string, taken: ReadonlySet<string>): string {
  const plain = wanted.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, 80);
  const base = /^[A-Za-z_]/.test(plain) ? plain : `node_${plain}`;
  let id = base;
  for (let number = 2; taken.has(id) || !nodeIdSchema.safeParse(id).success; number += 1) {
    id = `${base}_${number}`;
  }
  return id;
}
