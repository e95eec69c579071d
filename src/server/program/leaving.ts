/** A signal, or that nobody reads any more what is printed, as after `| head`. */
export type Reason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGPIPE';

/** That a program was asked to leave before it had done what it was called for. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(`stopped by ${reason}`);
    this.reason = reason;
  }
}

/**
 * Waits until something has started, also when the program is asked to leave meanwhile: only then can it be ended.
 * @throws Stopped, and not the failure, where an interrupted start has failed
 */
export function untilStarted<T>(starting: Promise<T>, leaving: AbortSignal): Promise<T> {
  return starting.catch((error: unknown) => {
    leaving.throwIfAborted();
    throw error;
  });
}

/** What comes of the work, unless the program is asked to leave before. @throws Stopped at once where it is */
export function unlessLeaving<T>(work: Promise<T>, leaving: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(leaving.reason);
    if (leaving.aborted) leave();
    leaving.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject);
  });
}

/** Resolves when the program is asked to leave: for one that does nothing else. */
export function untilLeaving(leaving: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (leaving.aborted) resolve();
    leaving.addEventListener('abort', () => resolve(), { once: true });
  });
}
