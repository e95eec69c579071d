import { AppError, microUsdOf, usdOf } from '../../kernel/index.ts';

/**
 * What the models of one execution may cost. What has been charged is told by the log, so whoever takes the execution
 * over goes on with it. Only which part of that is held by calls under way is known here alone.
 */
export class CostBudget {
  readonly #maxCostUsd: string;
  readonly #charged: () => number;
  #held = 0;

  /** @param charged micro US dollars that calls have cost, with what is held for those under way */
  constructor(maxCostUsd: string, charged: () => number) {
    this.#maxCostUsd = maxCostUsd;
    this.#charged = charged;
  }

  /**
   * Holds what a call costs at most, in micro US dollars; `asked` is the model. The caller must have it charged at once.
   * @throws AppError `limit/cost`, retryable if there is enough once the calls under way have cost less than is held
   */
  hold(most: number, asked: string): void {
    const left = Math.max(0, microUsdOf(this.#maxCostUsd) - this.#charged());
    if (most > left) throw this.#exceeded(most, left, asked);
    this.#held += most;
  }

  /** The call has ended: what it has cost is charged instead. */
  release(most: number): void {
    this.#held -= most;
  }

  #exceeded(most: number, left: number, asked: string): AppError {
    const retryable = most <= left + this.#held;
    const others = this.#held > 0 ? `, and ${usdOf(this.#held)} are held for calls under way` : '';
    const message =
      `a call of ${asked} can cost ${usdOf(most)} US dollars, but of ${this.#maxCostUsd} (limits.maxCostUsd) only ` +
      `${usdOf(left)} are left${others}: ask for a shorter answer (maxTokens), send less, or raise the limit`;
    return new AppError('limit/cost', message, { retryable });
  }
}
