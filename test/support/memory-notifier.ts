import type { ExecutionNews, NewsListener, Notifier } from '../../src/runtime/ports/notifier.ts';
import { UntoldNews } from '../../src/streaming/notifier/untold-news.ts';

/** What the database is to the notifiers of processes. */
export class NewsChannel {
  readonly listeners = new Map<MemoryNotifier, NewsListener>();
}

/** Tells within this process what others would be told through a database. */
export class MemoryNotifier implements Notifier {
  readonly #channel: NewsChannel;
  readonly #untold = new UntoldNews(Number.POSITIVE_INFINITY);
  #isStopped = false;

  constructor(channel: NewsChannel) {
    this.#channel = channel;
  }

  start(listener: NewsListener): void {
    this.#channel.listeners.set(this, listener);
    listener.missed(0);
  }

  tell(news: ExecutionNews): void {
    if (this.#isStopped) return;
    if (this.#untold.isEmpty) setImmediate(() => this.#flush());
    this.#untold.add(news, 0);
  }

  async told(): Promise<void> {
    this.#flush();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#channel.listeners.delete(this);
    this.#flush();
  }

  #flush(): void {
    const batch = this.#untold.take();
    if (batch === null) return;
    for (const [notifier, listener] of this.#channel.listeners)
      if (notifier !== this) listener.hear(batch.news);
  }
}
