import { nearestName } from '../../expression/nearest-name.ts';
import type { WorkflowEdge } from '../../graph/index.ts';

export function describedEdge({ id, source, target }: WorkflowEdge): string {
  return `edge "${id}" from "${source}" to "${target}"`;
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
