interface Kept<V> {
  readonly value: V;
  readonly weight: number;
}

interface Bounds {
  /** How many values are kept. */
  readonly most: number;
  /** How much they weigh together; left out: they may be as heavy as they are. */
  readonly mostWeight?: number;
}

/** Values by key, of which only those used last are kept, as far as the bounds allow. */
export class RecentlyUsed<K, V> {
  readonly #bounds: Bounds;
  /** The one used last at the end. */
  readonly #kept = new Map<K, Kept<V>>();
  #weight = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get(key: K): V | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.value;
  }

  set(key: K, value: V, weight = 0): void {
    this.#remove(key);
    this.#kept.set(key, { value, weight });
    this.#weight += weight;
    const { most, mostWeight = Number.POSITIVE_INFINITY } = this.#bounds;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= most && this.#weight <= mostWeight) return;
      this.#remove(oldest);
    }
  }

  #remove(key: K): void {
    this.#weight -= this.#kept.get(key)?.weight ?? 0;
    this.#kept.delete(key);
  }
}
