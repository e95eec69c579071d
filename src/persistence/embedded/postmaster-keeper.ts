import { setTimeout as delay } from 'node:timers/promises';
import type { ServerLog } from '../../runtime/ports/server-log.ts';
import { type Postmaster, stopPostmaster } from './postmaster.ts';
import { type StartOptions, startPostmaster } from './start-postmaster.ts';

type KeeperOptions = Omit<StartOptions, 'mayChangePort' | 'onEnded'>;

const retryPauseMs = 5000;

/** Keeps PostgreSQL running until it is told to stop: where it ends by itself, it starts again on the same port. */
export class PostmasterKeeper {
  readonly #options: KeeperOptions;
  readonly #log: ServerLog;
  readonly #stopping = new AbortController();
  #postmaster: Postmaster | undefined;
  #restart: Promise<void> = Promise.resolve();

  private constructor(options: KeeperOptions, log: ServerLog) {
    this.#options = options;
    this.#log = log;
  }

  /** @throws `database/unavailable` where it cannot be started */
  static async start(options: KeeperOptions, log: ServerLog): Promise<PostmasterKeeper> {
    const keeper = new PostmasterKeeper(options, log);
    await keeper.#start(true);
    return keeper;
  }

  get port(): number {
    return this.#postmaster?.port ?? this.#options.port;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#restart;
    if (this.#postmaster === undefined) return;
    await stopPostmaster(this.#postmaster.process);
    this.#log.info('PostgreSQL stopped', { pid: this.#postmaster.process.pid });
  }

  async #start(mayChangePort: boolean): Promise<void> {
    const { port } = this;
    const onEnded = () => {
      if (!this.#stopping.signal.aborted) this.#restart = this.#startAgain();
    };
    this.#postmaster = await startPostmaster({ ...this.#options, port, mayChangePort, onEnded });
    const { cluster } = this.#options;
    this.#log.info('PostgreSQL started', { cluster, pid: this.#postmaster.process.pid, port: this.port });
  }

  async #startAgain(): Promise<void> {
    this.#log.error('PostgreSQL ended by itself', { pid: this.#postmaster?.process.pid });
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        return await this.#start(false);
      } catch (error) {
        this.#log.error('PostgreSQL does not start again', { error });
        await delay(retryPauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
