import type { Clock } from './ports/clock.ts';

/** The longest delay that a timer of the machine takes: some 24.8 days. */
const longestDelayMs = 2 ** 31 - 1;

/** The machine's time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, callback) {
    let timer: NodeJS.Timeout;
    const arm = (left: number): void => {
      const delay = Math.min(left, longestDelayMs);
      timer = setTimeout(() => (left > delay ? arm(left - delay) : callback()), delay);
    };
    arm(delayMs);
    return () => clearTimeout(timer);
  },
};
