/** What has happened since its reader last looked. One reader. */
export class Inbox {
  #items: (() => void)[] = [];
  #failure: { readonly cause: unknown } | null = null;
  #wake: () => void = () => {};

  /** `handle` runs when the reader gets to it. */
  put(handle: () => void): void {
    this.#items.push(handle);
    this.#wake();
  }

  /** Whoever takes next gets `cause` thrown. */
  fail(cause: unknown): void {
    this.#failure ??= { cause };
    this.#wake();
  }

  /** Handles everything that is there, waiting until something is. */
  async take(): Promise<void> {
    while (this.#items.length === 0 && this.#failure === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.takeNow();
  }

  /** Handles everything that is there. */
  takeNow(): void {
    if (this.#failure !== null) throw this.#failure.cause;
    const items = this.#items;
    this.#items = [];
    for (const handle of items) handle();
  }
}
