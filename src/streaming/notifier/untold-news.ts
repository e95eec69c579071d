import type { ExecutionNews } from '../../runtime/ports/notifier.ts';

/** What is told together. */
export interface NewsBatch {
  readonly news: readonly ExecutionNews[];
  /** When the first of it happened, on the clock that never jumps. */
  readonly since: number;
  /** More has happened since then: it was too much to be kept. */
  readonly isIncomplete: boolean;
}

/**
 * What is still to be told: once for each execution, however often something happened to it. Of too many executions only
 * is kept that there was something.
 */
export class UntoldNews {
  readonly #most: number;
  readonly #news = new Map<string, ExecutionNews>();
  #since: number | null = null;
  #isIncomplete = false;

  constructor(most: number) {
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#since === null;
  }

  add(news: ExecutionNews, at: number): void {
    this.#since ??= at;
    const former = this.#news.get(news.executionId);
    this.#news.set(news.executionId, former ? together(former, news) : news);
    if (this.#news.size <= this.#most) return;
    this.#news.clear();
    this.#isIncomplete = true;
  }

  /** Everything, once; null where there is nothing. */
  take(): NewsBatch | null {
    if (this.#since === null) return null;
    const batch = { news: [...this.#news.values()], since: this.#since, isIncomplete: this.#isIncomplete };
    this.#news.clear();
    this.#since = null;
    this.#isIncomplete = false;
    return batch;
  }

  /** It could not be told after all. */
  putBack({ news, since, isIncomplete }: NewsBatch): void {
    this.#since = since;
    this.#isIncomplete ||= isIncomplete;
    for (const one of news) this.add(one, since);
  }
}

function together(former: ExecutionNews, news: ExecutionNews): ExecutionNews {
  return {
    executionId: news.executionId,
    sequence: Math.max(former.sequence, news.sequence),
    hasEnded: former.hasEnded || news.hasEnded,
    ownerId: news.ownerId ?? former.ownerId,
    needsWorker: former.needsWorker || news.needsWorker,
  };
}
