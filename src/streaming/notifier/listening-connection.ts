import { Socket } from 'node:net';
import { Client } from 'pg';
import type { Clock } from '../../runtime/ports/clock.ts';

interface ListeningConnectionOptions {
  readonly url: string;
  /** An SQL name. */
  readonly channel: string;
  readonly clock: Clock;
  /** Another connection has told this. */
  readonly onText: (text: string) => void;
  /** It listens from now on; what was told in the last `deafMs` milliseconds may have passed it by. */
  readonly onOpen: (deafMs: number) => void;
  /** It is lost, or cannot be had; it tries again. */
  readonly onFailure: (error: unknown) => void;
}

const firstRetryMs = 50;
const lastRetryMs = 2000;
/** How often it asks for a sign of life. Where none has come by the next time, the connection is dead. */
const beatMs = 10_000;

const nothing = (): void => undefined;
const silence = (): Error => new Error(`the database has said nothing for ${beatMs / 1000} s`);

/** A connection of its own that tells on a channel and hears what others tell there. While it is open, it comes back by itself. */
export class ListeningConnection {
  readonly #options: ListeningConnectionOptions;
  /** Null: it does not listen now. */
  #client: Client | null = null;
  #socket: Socket | null = null;
  #running: Promise<void> = Promise.resolve();
  #lastTold: Promise<void> = Promise.resolve();
  /** When it was last known to hear. */
  #heardAt = 0;
  #retryMs = firstRetryMs;
  #isClosing = false;
  #endPause = nothing;

  constructor(options: ListeningConnectionOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#client !== null;
  }

  open(): void {
    this.#heardAt = this.#options.clock.monotonic();
    this.#running = this.#run();
  }

  /** In one statement, one after the other. Rejects where that is not certain. */
  tell(texts: readonly string[]): Promise<void> {
    const told = this.#lastTold.then(() => this.#tell(texts));
    this.#lastTold = told.catch(nothing);
    return told;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#socket?.destroy();
    this.#endPause();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isClosing) {
      await this.#session();
      if (!this.#isClosing) await this.#pause();
    }
  }

  /** From the attempt to connect until the connection is over. */
  async #session(): Promise<void> {
    const { url, clock } = this.#options;
    const socket = new Socket();
    const client = new Client({
      connectionString: url,
      application_name: 'chatter-notifier',
      keepAlive: true,
      stream: () => socket,
    });
    const over = new Promise<void>((resolve) => client.once('end', resolve));
    client.on('error', this.#failed);
    this.#socket = socket;
    let stopWatching = clock.after(beatMs, () => socket.destroy(silence()));
    try {
      await client.connect();
      await this.#listen(client);
      stopWatching();
      stopWatching = this.#beat(socket);
      this.#client = client;
      this.#retryMs = firstRetryMs;
      this.#options.onOpen(clock.monotonic() - this.#heardAt);
      this.#heard();
      await over;
    } catch (error) {
      this.#failed(error);
    } finally {
      stopWatching();
      this.#client = null;
      socket.destroy();
    }
  }

  async #listen(client: Client): Promise<void> {
    const { channel, onText } = this.#options;
    // Not the number that the client knows: a pooler gives connections numbers of its own.
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    client.on('notification', ({ processId, payload = '' }) => {
      this.#heard();
      if (processId !== rows[0]?.pid) onText(payload);
    });
    await client.query(`listen ${channel}`);
  }

  async #tell(texts: readonly string[]): Promise<void> {
    if (this.#client === null) throw new Error('the connection is not there');
    await this.#client.query({
      name: 'notify',
      text: 'select pg_notify($1, told) from unnest($2::text[]) as told',
      values: [this.#options.channel, texts],
    });
    this.#heard();
  }

  #heard(): void {
    this.#heardAt = this.#options.clock.monotonic();
  }

  readonly #failed = (error: unknown): void => {
    if (!this.#isClosing) this.#options.onFailure(error);
  };

  /** Says nothing now and then, to see whether it is heard. */
  #beat(socket: Socket): () => void {
    const { clock } = this.#options;
    let isAnswered = true;
    let stop = nothing;
    const arm = (): void => {
      stop = clock.after(beatMs, () => {
        if (!isAnswered) {
          socket.destroy(silence());
          return;
        }
        isAnswered = false;
        void this.tell([]).then(() => {
          isAnswered = true;
        }, nothing);
        arm();
      });
    };
    arm();
    return () => stop();
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(this.#retryMs, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
    this.#endPause = nothing;
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
  }
}
