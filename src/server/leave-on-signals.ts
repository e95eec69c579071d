import type { RunningServer } from './start-server.ts';

/** Whether somebody has asked the process to leave. */
export interface Departure {
  readonly asked: boolean;
}

/**
 * Ends everything that a start has begun, and then the process, on Ctrl-C, on SIGTERM and where the terminal is closed;
 * also in the middle of the start.
 *
 * @param fail ends the process where the server does not close as it should
 */
export function leaveOnSignals(starting: Promise<RunningServer>, fail: (error: unknown) => void): Departure {
  const departure = { asked: false };
  const leave = (): void => {
    departure.asked = true;
    // That a start which is interrupted has failed is no news.
    starting.then(
      (server) => server.close().then(() => process.exit(0), fail),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      // A second one does not wait.
      process.once(signal, () => process.exit(1));
      leave();
    });
  }
  // The terminal was closed. Its shell may say so, too.
  process.on('SIGHUP', leave);
  return departure;
}
