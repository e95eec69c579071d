import type { ServerLog } from '../runtime/ports/server-log.ts';

/** Says once that the log cannot be read and once that it can again, however many subscribers notice. */
export class Outage {
  readonly #serverLog: ServerLog | undefined;
  #isOn = false;

  constructor(serverLog: ServerLog | undefined) {
    this.#serverLog = serverLog;
  }

  failed(error: unknown): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#serverLog?.warn('events cannot be read; subscribers wait and it is tried again', { error });
  }

  succeeded(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#serverLog?.info('events can be read again');
  }
}
