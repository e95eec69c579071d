import type { ExecutionNews, NewsListener } from '../../src/runtime/ports/notifier.ts';

/** Keeps what it hears, in order. */
export class RecordingListener implements NewsListener {
  readonly heard: ExecutionNews[] = [];
  /** How long it may have missed something, each time that it was told so. */
  readonly missedMs: number[] = [];
  #changed = Promise.withResolvers<void>();

  hear(news: readonly ExecutionNews[]): void {
    this.heard.push(...news);
    this.#change();
  }

  missed(durationMs: number): void {
    this.missedMs.push(durationMs);
    this.#change();
  }

  /** Resolves when it has heard of so many executions. */
  async untilHeard(count: number): Promise<void> {
    while (this.heard.length < count) await this.#changed.promise;
  }

  /** Resolves when it was told so often that it may have missed something. */
  async untilMissed(times: number): Promise<void> {
    while (this.missedMs.length < times) await this.#changed.promise;
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
