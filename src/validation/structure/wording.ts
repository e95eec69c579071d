import { nearestName } from '../../expression/nearest-name.ts';
import type { WorkflowEdge } from '../../graph/index.ts';

/** `"a", "b" and "c"`; of many ids the first. */
export function listed(ids: readonly string[]): string {
  const named = ids.slice(0, mostNamed).map((id) => `"${id}"`);
  const rest = ids.length - named.length;
  const last = rest > 0 ? `${rest} more` : (named.pop() ?? '');
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
}

const mostNamed = 12;

export function describedEdge({ id, source, target }: WorkflowEdge): string {
  return `edge "${id}" from "${source}" to "${target}"`;
}

/** What the name was probably meant to be, or else what there is. */
export function advice(suggestion: string | undefined, known: readonly string[], otherwise: string): string {
  if (suggestion !== undefined) return `did you mean "${suggestion}"?`;
  return known.length === 0 ? otherwise : `known are ${listed(known)}`;
}

/**
 * Looks for near names, for the first unknown ones: comparing every name of a document with every other would take
 * as long as its author likes.
 */
export class NearNames {
  #asked = 0;

  of(name: string, candidates: Iterable<string>): string | undefined {
    this.#asked += 1;
    return this.#asked > 20 || name.length > 40 ? undefined : nearestName(name, candidates);
  }
}
