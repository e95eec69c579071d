/** What waits its turn. Whoever has much waiting comes again after one of everybody else. */
export class FairQueue<T> {
  /** The owner who is next comes first. */
  readonly #byOwner = new Map<string, T[]>();

  add(ownerId: string, item: T): void {
    const items = this.#byOwner.get(ownerId);
    if (items) items.push(item);
    else this.#byOwner.set(ownerId, [item]);
  }

  remove(ownerId: string, item: T): void {
    this.#put(
      ownerId,
      (this.#byOwner.get(ownerId) ?? []).filter((other) => other !== item),
    );
  }

  next(): T | undefined {
    const [first] = this.#byOwner;
    if (!first) return undefined;
    const [ownerId, [item, ...others]] = first;
    this.#byOwner.delete(ownerId);
    this.#put(ownerId, others);
    return item;
  }

  #put(ownerId: string, items: T[]): void {
    if (items.length === 0) this.#byOwner.delete(ownerId);
    else this.#byOwner.set(ownerId, items);
  }
}
