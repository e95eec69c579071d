import { nearestName } from './nearest-name.ts';

/**
 * Looks for near names, for the first unknown ones: comparing every name of a document with every other would take
 * as long as its author likes.
 */
export class NearNames {
  readonly #most: number;
  #asked = 0;

  /** `most`: how many names are compared; more where there are few to compare them with. */
  constructor(most = 20) {
    this.#most = most;
  }

  /** The candidate that the name was most likely meant to be; undefined: none is near, or too many were asked about. */
  of(name: string, candidates: Iterable<string>): string | undefined {
    this.#asked += 1;
    return this.#asked > this.#most ? undefined : nearestName(name, candidates);
  }
}
