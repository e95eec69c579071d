import type { Expired, NodeError, NodeFact } from '../../engine/index.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * How long activations that run scopes may take: they are no attempts of this process, so their time is kept here. It
 * counts from when they began, also if another process did begin them, without the time in which the execution waited.
 */
export class ScopeDeadlines {
  /** Those whose time is over, as the scheduler is told of them. */
  readonly expired: Expired;
  readonly #expired = new Map<string, NodeError>();
  readonly #armed = new Map<string, () => void>();
  readonly #clock: Clock;
  readonly #onExpiry: (expire: () => void) => void;

  constructor(clock: Clock, onExpiry: (expire: () => void) => void) {
    this.#clock = clock;
    this.#onExpiry = onExpiry;
    this.expired = this.#expired;
  }

  arm({ path, nodeId }: Omit<NodeFact, 'attempt'>, timeoutMs: number, spentMs: number): void {
    const message = `node "${nodeId}" did not finish within ${timeoutMs} ms (timeoutMs)`;
    const error: NodeError = { code: 'node/timeout', message, retryable: true };
    this.disarm(path);
    const delay = Math.max(0, timeoutMs - spentMs);
    const disarm = this.#clock.after(delay, () => this.#onExpiry(() => this.#expired.set(path, error)));
    this.#armed.set(path, disarm);
  }

  disarm(path: string): void {
    this.#expired.delete(path);
    this.#armed.get(path)?.();
    this.#armed.delete(path);
  }

  close(): void {
    for (const path of [...this.#armed.keys()]) this.disarm(path);
  }
}
