import type { Clock } from '../../src/runtime/ports/clock.ts';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** Time that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now = 1_700_000_000_000;
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { due: this.#now + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** Moves time on and fires, in order, what became due. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#timers.filter((timer) => timer.due <= this.#now).sort((a, b) => a.due - b.due);
    this.#timers = this.#timers.filter((timer) => timer.due > this.#now);
    for (const timer of due) timer.callback();
  }

  /**
   * Lets time pass, step by step, until it is done: for what others look at from time to time. One step would not do,
   * since they may be in the middle of a look, and set out for the next one after it.
   */
  async pass<T>(stepMs: number, done: Promise<T>): Promise<T> {
    const steps = setInterval(() => this.advance(stepMs), 10);
    try {
      return await done;
    } finally {
      clearInterval(steps);
    }
  }
}
