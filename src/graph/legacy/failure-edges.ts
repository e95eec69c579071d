import { hasErrors } from './conversion.ts';
import { atPort, type ConvertedEdge, type LegacyEdge } from './legacy-edge.ts';
import type { ConvertedNode } from './legacy-node.ts';
import type { LegacyReport } from './legacy-report.ts';

interface Split {
  /** Edges that are taken when the node fails. */
  readonly failing: readonly ConvertedEdge[];
  readonly others: readonly LegacyEdge[];
}

/** The nodes to which an edge leads that asks for errors. */
export function reachedByFailure(edges: readonly LegacyEdge[]): ReadonlySet<string> {
  return new Set(edges.flatMap(({ condition, target }) => (condition === hasErrors ? [target] : [])));
}

/**
 * A node that failed used to go on along its edges, and one that asked `has_errors` was for that: now it leaves the
 * port `error`. Behind such an edge the question stays what it was, for there the errors are known.
 */
export function splitFailures(
  edges: readonly LegacyEdge[],
  { id, kind }: ConvertedNode,
  { reached, report }: { readonly reached: ReadonlySet<string>; readonly report: LegacyReport },
): Split {
  const canFail = kind !== undefined && kind.cannotFail !== true && kind.type !== 'error_handler';
  if (!canFail || reached.has(id)) return { failing: [], others: edges };
  const { failing = [], others = [] } = Object.groupBy(edges, ({ condition, handle }) =>
    condition === hasErrors && handle === undefined ? 'failing' : 'others',
  );
  const [first, ...never] = failing;
  if (first === undefined) return { failing: [], others };
  report.info(first.path, `It leaves "${id}" by the port error, as it is for errors.`);
  for (const { path } of never) {
    report.warning(path, 'It is left out: an edge before it was always taken instead.');
  }
  return { failing: [{ ...atPort(first, 'error'), condition: undefined }], others };
}
