import { FairPlaces } from '../fair-places.ts';

/** Whose call of a provider is next, where only so many may be under way in this process. */
export class ModelTurns {
  readonly #places: ReadonlyMap<string, FairPlaces>;

  /** @param limits by the names of providers; without one, any number of calls may be under way */
  constructor(limits: ReadonlyMap<string, number>) {
    this.#places = new Map([...limits].map(([name, most]) => [name, new FairPlaces(most)]));
  }

  /** How many calls wait, of all providers. */
  get waiting(): number {
    return [...this.#places.values()].reduce((sum, { waiting }) => sum + waiting, 0);
  }

  isLimited(provider: string): boolean {
    return this.#places.has(provider);
  }

  /**
   * Resolves when the call may begin.
   * @returns what to do once when it has ended: the next one begins then
   * @throws the signal's reason, if it is aborted before
   */
  async take(provider: string, ownerId: string, signal: AbortSignal): Promise<() => void> {
    return (await this.#places.get(provider)?.take(ownerId, signal)) ?? (() => undefined);
  }
}
