/**
 * What has happened in one process, told to all others by PostgreSQL's LISTEN and NOTIFY.
 *
 * Owns what is to be told and the connection for it. Does not own what anybody does with what he hears, nor the looks
 * that find what was not heard.
 *
 * N1  Whoever tells never waits. What comes within some milliseconds is one statement, in as many notifications as it
 *     needs, on a connection that nobody else uses: a NOTIFY in a transaction that writes would queue all commits.
 * N2  A statement that failed is told again: twice is harmless.
 * N3  Where it has not listened for some time, it tells its own process so. Where it could not keep all that was to be
 *     told, it tells all others.
 */
import type { Clock } from '../../runtime/ports/clock.ts';
import type { ExecutionNews, NewsListener, Notifier } from '../../runtime/ports/notifier.ts';
import type { ServerLog } from '../../runtime/ports/server-log.ts';
import { Outage } from '../outage.ts';
import { ListeningConnection } from './listening-connection.ts';
import { hearText, textsOf } from './news-text.ts';
import { type NewsBatch, UntoldNews } from './untold-news.ts';

export interface PostgresNotifierOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly log: ServerLog;
  /** Of how many executions news are kept while they cannot be told. */
  readonly mostUntold?: number;
}

const channel = 'chatter_news';
const gatherMs = 5;
/** After a statement that the database refused. */
const retryMs = 1000;
/** Some 3 MB. */
const defaultMostUntold = 10_000;

/** Connects when it is started. */
export function createPostgresNotifier(options: PostgresNotifierOptions): Notifier {
  return new PostgresNotifier(options);
}

class PostgresNotifier implements Notifier {
  readonly #clock: Clock;
  readonly #outage: Outage;
  readonly #untold: UntoldNews;
  readonly #connection: ListeningConnection;
  #listener: NewsListener | null = null;
  #disarm: (() => void) | null = null;
  #telling: Promise<void> | null = null;
  /** What gathers is told, or cannot be now. */
  #gathered = Promise.withResolvers<void>();
  #isStopped = false;

  constructor({ url, clock, log, mostUntold = defaultMostUntold }: PostgresNotifierOptions) {
    this.#clock = clock;
    this.#untold = new UntoldNews(mostUntold);
    this.#outage = new Outage(log, {
      failed: 'other processes cannot be told what happens here, nor heard: they look by themselves',
      succeeded: 'other processes are told what happens here again',
    });
    this.#connection = new ListeningConnection({
      url,
      channel,
      clock,
      onText: (text) => this.#listener && hearText(text, this.#listener),
      onOpen: (deafMs) => {
        this.#outage.succeeded();
        this.#listener?.missed(deafMs);
        this.#flush();
      },
      onFailure: (error) => {
        this.#outage.failed(error);
        this.#letGo();
      },
    });
  }

  start(listener: NewsListener): void {
    this.#listener = listener;
    this.#connection.open();
  }

  tell(news: ExecutionNews): void {
    if (this.#isStopped) return;
    this.#untold.add(news, this.#clock.monotonic());
    this.#arm(gatherMs);
  }

  async told(): Promise<void> {
    if (this.#untold.isEmpty) await this.#telling;
    else if (this.#connection.isOpen) await this.#gathered.promise;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#listener = null;
    await this.#telling;
    this.#flush();
    await this.#telling;
    await this.#connection.close();
  }

  #arm(delayMs: number): void {
    if (this.#telling === null) this.#disarm ??= this.#clock.after(delayMs, () => this.#flush());
  }

  /** Where there is no connection, it is done as soon as there is one. */
  #flush(): void {
    this.#disarm?.();
    this.#disarm = null;
    if (this.#telling !== null || !this.#connection.isOpen) return;
    const batch = this.#untold.take();
    if (batch === null) return;
    const { resolve } = this.#gathered;
    this.#gathered = Promise.withResolvers();
    this.#telling = this.#tell(batch).then(resolve);
  }

  /** Whoever waits until all is told waits no longer. */
  #letGo(): void {
    this.#gathered.resolve();
    this.#gathered = Promise.withResolvers();
  }

  async #tell(batch: NewsBatch): Promise<void> {
    let delayMs = gatherMs;
    try {
      await this.#connection.tell(textsOf(batch, this.#clock.monotonic()));
      this.#outage.succeeded();
    } catch (error) {
      this.#untold.putBack(batch);
      this.#outage.failed(error);
      delayMs = retryMs;
    }
    this.#telling = null;
    if (!this.#untold.isEmpty && !this.#isStopped) this.#arm(delayMs);
  }
}
