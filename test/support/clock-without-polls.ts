import type { Clock } from '../../src/runtime/ports/clock.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';

/** The shortest time after which anything in a server looks for what it was not told. */
const shortestPollMs = 500;

/**
 * The machine's time, in which nothing comes due that lies as far off as the next look of a server that was told nothing:
 * what happens has been told.
 */
export const clockWithoutPolls: Clock = {
  ...systemClock,
  after: (delayMs, callback) =>
    delayMs < shortestPollMs ? systemClock.after(delayMs, callback) : () => undefined,
};
