import type { Clock } from '../runtime/ports/clock.ts';

/** Whether the work has ended within the time. Where it has not it goes on, and nobody waits for it. */
export async function endsInTime(work: Promise<unknown>, limitMs: number, clock: Clock): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const disarm = clock.after(limitMs, () => resolve(false));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    disarm();
  }
}
