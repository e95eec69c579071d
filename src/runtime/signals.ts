/**
 * Who must look when something has happened to an execution: in this process at once, in all others by the notifier.
 *
 * S1  Nobody is told before it is durable.
 * S2  Here and elsewhere the same is looked at: where an execution is accepted, and where it runs, makes no difference to
 *     whoever watches it.
 */
import type { ExecutionContext } from './execution-context.ts';
import type { ExecutionRecord } from './execution-record.ts';
import type { Dispatcher } from './ports/dispatcher.ts';
import type { EventFeed } from './ports/event-feed.ts';
import type { Append } from './ports/event-log.ts';
import type { ExecutionChanges } from './ports/execution-changes.ts';
import type { ExecutionNews, NewsListener, Notifier } from './ports/notifier.ts';
import type { Worker } from './worker/worker.ts';

interface SignalsParts {
  readonly feed: Pick<EventFeed, 'publish' | 'wake' | 'grow' | 'look'>;
  readonly changes: Pick<ExecutionChanges, 'publish' | 'lookBack'>;
  readonly dispatcher: Pick<Dispatcher, 'nudge'>;
  readonly worker: Pick<Worker, 'expect' | 'notice' | 'noticeAll' | 'recordOf'>;
  readonly notifier: Pick<Notifier, 'tell'>;
  /** Whether this process moves executions. */
  readonly isWorker: boolean;
}

export class Signals implements NewsListener {
  readonly #parts: SignalsParts;
  /** What this process had taken and has let go of in the middle. */
  readonly #handedOver = new Set<string>();

  constructor(parts: SignalsParts) {
    this.#parts = parts;
  }

  /** An execution is there that was not. */
  accepted(context: ExecutionContext): void {
    const { changes, dispatcher, worker, notifier, isWorker } = this.#parts;
    const { id, ownerId } = context.record;
    changes.publish(ownerId, id);
    if (isWorker) worker.expect(context);
    dispatcher.nudge();
    notifier.tell({ ...nothingElse, executionId: id, sequence: 1, ownerId, needsWorker: true });
  }

  /** Executions were given a command. */
  commanded(executionIds: readonly string[]): void {
    const { dispatcher, worker, notifier } = this.#parts;
    for (const executionId of executionIds) {
      worker.notice(executionId);
      notifier.tell({ ...nothingElse, executionId, needsWorker: true });
    }
    dispatcher.nudge();
  }

  /** Logs have grown by what this process has written. */
  committed(appends: readonly Append[]): void {
    const { feed, changes, worker, notifier } = this.#parts;
    feed.publish(appends);
    for (const { executionId, events, claim, end, park, handOver } of appends) {
      if (handOver) this.#handedOver.add(executionId);
      else if (claim) this.#handedOver.delete(executionId);
      const record = claim || end || park ? worker.recordOf(executionId) : null;
      if (record) changes.publish(record.ownerId, executionId);
      notifier.tell({
        executionId,
        sequence: events.at(-1)?.sequence ?? 0,
        hasEnded: end !== undefined,
        ownerId: record?.ownerId ?? null,
        needsWorker: false,
      });
    }
  }

  /** This process has given all its jobs back. */
  stopped(): void {
    for (const executionId of this.#handedOver)
      this.#parts.notifier.tell({ ...nothingElse, executionId, needsWorker: true });
  }

  /** It has ended in another process, which may not have told of it. */
  foundEnded({ id, ownerId }: ExecutionRecord): void {
    const news = { executionId: id, sequence: 0, hasEnded: true, ownerId, needsWorker: false };
    this.hear([news]);
    this.#parts.notifier.tell(news);
  }

  hear(news: readonly ExecutionNews[]): void {
    const { feed, changes, dispatcher, worker } = this.#parts;
    for (const { executionId, sequence, hasEnded, ownerId, needsWorker } of news) {
      if (hasEnded) feed.wake(executionId, sequence);
      else feed.grow(executionId, sequence);
      if (ownerId !== null) changes.publish(ownerId, executionId);
      if (needsWorker) worker.notice(executionId);
    }
    if (news.some(({ needsWorker }) => needsWorker)) dispatcher.nudge();
  }

  missed(durationMs: number): void {
    const { feed, changes, dispatcher, worker } = this.#parts;
    feed.look();
    changes.lookBack(durationMs);
    worker.noticeAll();
    dispatcher.nudge();
  }
}

/** What is told of an execution that only needs a worker. */
const nothingElse = { sequence: 0, hasEnded: false, ownerId: null } as const;
