import type { AnalyticsFold } from '../ports/analytics-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dispatcher } from '../ports/dispatcher.ts';
import type { ExecutionRemoval } from '../ports/execution-removal.ts';
import type { ExecutionStore } from '../ports/execution-store.ts';
import type { ReplayWindow } from '../ports/replay-window.ts';
import type { ServerLog } from '../ports/server-log.ts';
import { Recurring } from '../recurring.ts';
import { foldAll } from './fold-all.ts';
import { type Retention, ScheduledRetention } from './retention.ts';
import { sweep } from './sweep.ts';

interface UpkeepParts {
  readonly store: ExecutionStore;
  readonly dispatcher: Dispatcher;
  readonly fold: AnalyticsFold;
  readonly removal: ExecutionRemoval;
  readonly retention: Retention;
  readonly replayWindow: ReplayWindow;
  /** How long deltas are kept after the end of their execution. */
  readonly replayWindowMs: number;
  readonly clock: Clock;
  readonly log: ServerLog;
}

/** What a process that moves executions does beside that, again and again. */
export function upkeep(parts: UpkeepParts): readonly Recurring[] {
  const { fold, clock, log, replayWindow, replayWindowMs } = parts;
  const retention = new ScheduledRetention(parts);
  return [
    new Recurring({
      everyMs: 5_000,
      turn: (signal) => foldAll(fold, signal),
      failure: 'analytics could not be added up',
      clock,
      log,
    }),
    new Recurring({
      everyMs: 10_000,
      turn: () => sweep(parts),
      failure: 'stranded executions could not be looked for',
      clock,
      log,
    }),
    new Recurring({
      everyMs: 60_000,
      turn: (signal) => retention.prune(signal),
      failure: 'executions could not be removed',
      clock,
      log,
    }),
    new Recurring({
      everyMs: 300_000,
      turn: async (signal) => {
        while (!signal.aborted && (await replayWindow.close(clock.now() - replayWindowMs)));
      },
      failure: 'deltas could not be removed',
      clock,
      log,
    }),
  ];
}
