import type { ServerLog } from '../runtime/ports/server-log.ts';

interface OutageWords {
  readonly failed: string;
  readonly succeeded: string;
}

/** Says once that something cannot be done and once that it can again, however many notice. */
export class Outage {
  readonly #serverLog: ServerLog | undefined;
  readonly #words: OutageWords;
  #isOn = false;

  constructor(serverLog: ServerLog | undefined, words: OutageWords) {
    this.#serverLog = serverLog;
    this.#words = words;
  }

  failed(error: unknown): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#serverLog?.warn(this.#words.failed, { error });
  }

  succeeded(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#serverLog?.info(this.#words.succeeded);
  }
}
