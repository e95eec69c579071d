import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DispatchOptions, JobHandlers, Timer } from '../../src/runtime/ports/dispatcher.ts';
import { createMemoryFleet, createPgBossFleet, type Fleet, type FleetProcess } from './dispatcher-fleet.ts';
import { queued } from './dispatcher-queued.ts';

/** A run that has begun, and that the test ends. */
interface Run {
  readonly executionId: string;
  readonly signal: AbortSignal;
  end(): void;
  fail(): void;
}

/** Handlers whose every call waits for the test. */
class HeldHandlers implements JobHandlers {
  readonly runs: Run[] = [];
  readonly wakes: (readonly Timer[])[] = [];
  failWakes = 0;

  run(executionId: string, signal: AbortSignal): Promise<'left'> {
    const { promise, resolve, reject } = Promise.withResolvers<'left'>();
    const end = (): void => resolve('left');
    this.runs.push({ executionId, signal, end, fail: () => reject(new Error('failed')) });
    return promise;
  }

  async wake(timers: readonly Timer[]): Promise<void> {
    this.wakes.push(timers);
    if (this.failWakes-- > 0) throw new Error('failed');
  }

  get started(): readonly string[] {
    return this.runs.map(({ executionId }) => executionId);
  }

  last(): Run {
    const run = this.runs.at(-1);
    if (run === undefined) throw new Error('nothing has run');
    return run;
  }

  endAll(): void {
    for (const run of this.runs) run.end();
  }
}

interface Worker extends FleetProcess {
  readonly handlers: HeldHandlers;
}

describe.each([
  { name: 'in memory', create: createMemoryFleet },
  { name: 'on pg-boss', create: createPgBossFleet },
])('dispatcher $name', ({ create }) => {
  let fleet: Fleet;
  const workers: Worker[] = [];

  beforeAll(async () => {
    fleet = await create();
  });
  afterAll(() => fleet.close());
  afterEach(async () => {
    for (const { handlers, dispatcher } of workers.splice(0)) {
      const stopped = dispatcher.stop();
      handlers.endAll();
      await stopped;
    }
    await fleet.clear();
  });

  async function startWorker({ concurrency = 10, perOwner }: Partial<DispatchOptions> = {}): Promise<Worker> {
    const worker = { ...fleet.process(), handlers: new HeldHandlers() };
    workers.push(worker);
    await worker.dispatcher.start(worker.handlers, { concurrency, perOwner: perOwner ?? null });
    await fleet.settle();
    return worker;
  }

  async function nudge({ dispatcher }: Worker): Promise<void> {
    dispatcher.nudge();
    await fleet.settle();
  }

  const enqueue = ({ dispatcher }: FleetProcess, ...ids: readonly string[]) =>
    dispatcher.enqueue(queued(...ids), fleet.transaction);
  /** As many of this owner, one after the other in the queue. */
  const enqueueOf = async ({ dispatcher }: FleetProcess, ownerId: string, count: number) => {
    for (let number = 1; number <= count; number++)
      await dispatcher.enqueue(
        [{ executionId: `${ownerId}${number}`, ownerId, priority: 'normal' }],
        fleet.transaction,
      );
  };
  const timerIn = (milliseconds: number, path = 'wait'): Timer => ({
    executionId: 'e1',
    path,
    attempt: 1,
    at: fleet.now() + milliseconds,
  });
  const schedule = ({ dispatcher }: FleetProcess, ...timers: readonly Timer[]) =>
    dispatcher.schedule(timers, fleet.transaction);

  describe('executions', () => {
    it('run as soon as a worker is told of them', async () => {
      const worker = await startWorker();
      await enqueue(worker, 'e1', 'e2');
      await nudge(worker);
      expect(worker.handlers.started.toSorted()).toEqual(['e1', 'e2']);
    });

    it('run within half a second when nobody tells', async () => {
      const worker = await startWorker();
      await enqueue(fleet.process(), 'e1');
      await fleet.settle();
      expect(worker.handlers.started).toEqual([]);
      await fleet.elapse(500, worker);
      expect(worker.handlers.started).toEqual(['e1']);
    });

    it('that were enqueued before any worker started run when one does', async () => {
      await enqueue(fleet.process(), 'e1');
      expect((await startWorker()).handlers.started).toEqual(['e1']);
    });

    it('run once when they were enqueued several times before', async () => {
      const worker = await startWorker();
      await enqueue(worker, 'e1', 'e1');
      await enqueue(worker, 'e1');
      await nudge(worker);
      worker.handlers.endAll();
      await fleet.settle();
      expect(worker.handlers.started).toEqual(['e1']);
      expect(await worker.dispatcher.withoutJob(['e1'])).toEqual(['e1']);
    });

    it('that are enqueued while they run, run again after that, and not beside it', async () => {
      const [one, other] = [await startWorker(), await startWorker()];
      await enqueue(one, 'e1');
      await nudge(one);
      await enqueue(one, 'e1', 'e2');
      await enqueue(one, 'e1');
      await nudge(other);
      expect(other.handlers.started).toEqual(['e2']);
      one.handlers.last().end();
      await fleet.settle();
      expect(one.handlers.started).toEqual(['e1', 'e1']);
      one.handlers.last().end();
      await fleet.settle();
      expect(one.handlers.started).toEqual(['e1', 'e1']);
    });

    it('are shared by the workers, each taken by one', async () => {
      const [one, other] = [await startWorker({ concurrency: 2 }), await startWorker({ concurrency: 2 })];
      await enqueue(one, 'e1', 'e2', 'e3', 'e4', 'e5');
      one.dispatcher.nudge();
      other.dispatcher.nudge();
      await fleet.settle();
      await nudge(other);
      expect(one.handlers.started).toHaveLength(2);
      expect(other.handlers.started).toHaveLength(2);
      expect(new Set([...one.handlers.started, ...other.handlers.started]).size).toBe(4);
    });

    it('run at most so many at a time, and the next when one has ended', async () => {
      const worker = await startWorker({ concurrency: 2 });
      await enqueue(worker, 'e1', 'e2', 'e3');
      await nudge(worker);
      expect(worker.handlers.started).toHaveLength(2);
      worker.handlers.last().end();
      await fleet.settle();
      expect(worker.handlers.started.toSorted()).toEqual(['e1', 'e2', 'e3']);
    });

    it('whose run fails are tried again after a pause', async () => {
      const worker = await startWorker();
      await enqueue(worker, 'e1');
      await nudge(worker);
      worker.handlers.last().fail();
      await fleet.settle();
      await fleet.elapse(500, worker);
      expect(worker.handlers.started).toEqual(['e1']);
      await fleet.elapse(500, worker);
      expect(worker.handlers.started).toEqual(['e1', 'e1']);
    });

    it('that are enqueued while a failed run waits lose neither it nor the wake-up', async () => {
      const worker = await startWorker();
      await enqueue(worker, 'e1');
      await nudge(worker);
      worker.handlers.last().fail();
      await fleet.settle();
      await enqueue(worker, 'e1');
      await fleet.elapse(1000, worker);
      expect(worker.handlers.started).toEqual(['e1', 'e1']);
      await enqueue(worker, 'e1');
      worker.handlers.last().end();
      await fleet.settle();
      expect(worker.handlers.started).toEqual(['e1', 'e1', 'e1']);
    });

    it('begin in the order of their priorities, also those that were handed over', async () => {
      const first = await startWorker({ concurrency: 1 });
      const { dispatcher } = first;
      for (const priority of ['low', 'normal', 'high'] as const)
        for (const number of [1, 2])
          await dispatcher.enqueue(
            [{ executionId: `${priority}${number}`, ownerId: 'somebody', priority }],
            fleet.transaction,
          );
      await nudge(first);
      const stopped = dispatcher.stop();
      first.handlers.endAll();
      await stopped;
      const worker = await startWorker({ concurrency: 1 });
      for (let turn = 0; turn < 6; turn++) {
        worker.handlers.last().end();
        await fleet.settle();
      }
      const began = [...first.handlers.started, ...worker.handlers.started].map((id) => id.slice(0, -1));
      expect(began).toEqual(['high', 'high', 'high', 'normal', 'normal', 'low', 'low']);
    });

    it('without a job can be told from the others', async () => {
      const worker = await startWorker({ concurrency: 1 });
      await enqueue(worker, 'runs');
      await nudge(worker);
      await enqueue(worker, 'waits');
      const asked = ['runs', 'waits', 'never enqueued'];
      expect(await worker.dispatcher.withoutJob(asked)).toEqual(['never enqueued']);
      expect(await worker.dispatcher.withoutJob([])).toEqual([]);
      expect(await worker.dispatcher.waiting()).toBe(1);
    });
  });

  describe('executions of several owners', () => {
    const ownersOf = (runs: readonly Run[]) => runs.map(({ executionId }) => executionId[0]);
    async function endFirstOf({ handlers }: Worker, ownerId: string): Promise<void> {
      const at = handlers.runs.findIndex(({ executionId }) => executionId.startsWith(ownerId));
      handlers.runs.splice(at, 1)[0]?.end();
      await fleet.settle();
    }

    it('are given a place before the one who has had more, though he has queued before them', async () => {
      const worker = await startWorker({ concurrency: 4 });
      await enqueueOf(worker, 'a', 9);
      await nudge(worker);
      await enqueueOf(worker, 'b', 9);
      for (let turn = 0; turn < 2; turn++) await endFirstOf(worker, 'a');
      expect(ownersOf(worker.handlers.runs).toSorted()).toEqual(['a', 'a', 'b', 'b']);
    });

    it('are given the next place when they come last, while others have much waiting', async () => {
      const worker = await startWorker({ concurrency: 6 });
      await enqueueOf(worker, 'a', 9);
      await nudge(worker);
      await enqueueOf(worker, 'b', 9);
      for (let turn = 0; turn < 3; turn++) await endFirstOf(worker, 'a');
      await enqueueOf(worker, 'c', 1);
      await fleet.elapse(500, worker); // somebody new was looked for in vain, which is not done at every turn
      await endFirstOf(worker, 'b');
      expect(ownersOf(worker.handlers.runs).toSorted()).toEqual(['a', 'a', 'a', 'b', 'b', 'c']);
    });

    it('keep on sharing: whoever ends one gets the next', async () => {
      const worker = await startWorker({ concurrency: 4 });
      await enqueueOf(worker, 'a', 9);
      await nudge(worker);
      await enqueueOf(worker, 'b', 9);
      for (const owner of ['a', 'a', 'a', 'b', 'a', 'b']) await endFirstOf(worker, owner);
      expect(ownersOf(worker.handlers.runs).toSorted()).toEqual(['a', 'a', 'b', 'b']);
    });

    it('leave every place to one of them where the others have nothing waiting', async () => {
      const worker = await startWorker({ concurrency: 4 });
      await enqueueOf(worker, 'b', 1);
      await enqueueOf(worker, 'a', 9);
      await nudge(worker);
      for (let turn = 0; turn < 4; turn++) await endFirstOf(worker, 'a');
      expect(ownersOf(worker.handlers.runs).toSorted()).toEqual(['a', 'a', 'a', 'b']);
    });

    it('are limited, over all processes, and pass one who has as many as he may have', async () => {
      const limits = { concurrency: 10, perOwner: 2 };
      const [one, other] = [await startWorker(limits), await startWorker(limits)];
      await enqueueOf(one, 'a', 30);
      await enqueueOf(one, 'b', 1);
      await nudge(one);
      await nudge(other);
      expect(ownersOf([...one.handlers.runs, ...other.handlers.runs]).toSorted()).toEqual(['a', 'a', 'b']);
      await endFirstOf(one, 'a');
      expect(ownersOf([...one.handlers.runs, ...other.handlers.runs]).toSorted()).toEqual(['a', 'a', 'b']);
    });

    it('that are limited are no reason to keep another waiting while one of theirs after the other ends', async () => {
      const worker = await startWorker({ concurrency: 10, perOwner: 2 });
      await enqueueOf(worker, 'a', 30);
      await nudge(worker);
      await enqueueOf(worker, 'b', 1);
      await endFirstOf(worker, 'a');
      expect(ownersOf(worker.handlers.runs).toSorted()).toEqual(['a', 'a', 'b']);
    });
  });

  it('executions of an owner who is limited begin in the order of their priorities, and else in that of the queue', async () => {
    const worker = await startWorker({ concurrency: 10, perOwner: 1 });
    for (const priority of ['normal', 'low', 'high', 'normal', 'high', 'low'] as const) {
      const executionId = `${priority}${await worker.dispatcher.waiting()}`;
      await worker.dispatcher.enqueue([{ executionId, ownerId: 'somebody', priority }], fleet.transaction);
    }
    await nudge(worker);
    for (let turn = 0; turn < 6; turn++) {
      worker.handlers.last().end();
      await fleet.settle();
    }
    expect(worker.handlers.started).toEqual(['high2', 'high4', 'normal0', 'normal3', 'low1', 'low5']);
  });

  describe('timers', () => {
    it('wake when their time has come, and not before', async () => {
      const worker = await startWorker();
      const [soon, later] = [timerIn(10_000, 'soon'), timerIn(20_000, 'later')];
      await schedule(worker, later, soon);
      await fleet.elapse(9_500, worker);
      expect(worker.handlers.wakes).toEqual([]);
      await fleet.elapse(500, worker);
      expect(worker.handlers.wakes).toEqual([[soon]]);
      await fleet.elapse(10_000, worker);
      expect(worker.handlers.wakes).toEqual([[soon], [later]]);
    });

    it('whose time has passed wake at the next look', async () => {
      const worker = await startWorker();
      const timer = timerIn(-60_000);
      await schedule(worker, timer);
      await fleet.elapse(500, worker);
      expect(worker.handlers.wakes).toEqual([[timer]]);
    });

    it('that are due together wake together', async () => {
      const worker = await startWorker();
      await schedule(worker, timerIn(800, 'a'), timerIn(900, 'b'), timerIn(1000, 'c'));
      await fleet.elapse(1000, worker);
      expect(worker.handlers.wakes.map((timers) => timers.length)).toEqual([3]);
    });

    it('that are scheduled twice wake once', async () => {
      const worker = await startWorker();
      const timer = timerIn(1000);
      await schedule(worker, timer, timer);
      await schedule(worker, timer);
      await fleet.elapse(3000, worker);
      expect(worker.handlers.wakes).toEqual([[timer]]);
    });

    it('that are set again for another time wake again', async () => {
      const worker = await startWorker();
      const [first, second] = [timerIn(1000), timerIn(2000)];
      await schedule(worker, first);
      await schedule(worker, second);
      await fleet.elapse(3000, worker);
      expect(worker.handlers.wakes).toEqual([[first], [second]]);
    });

    it('whose command could not be written wake again', async () => {
      const worker = await startWorker();
      worker.handlers.failWakes = 1;
      const timer = timerIn(0);
      await schedule(worker, timer);
      await fleet.elapse(2000, worker);
      expect(worker.handlers.wakes).toEqual([[timer], [timer]]);
    });

    it('may lie further away than any job is kept otherwise', async () => {
      const worker = await startWorker();
      await schedule(worker, timerIn(9e15, 'never'), timerIn(400 * 86_400_000, 'in a year'), timerIn(500));
      await fleet.elapse(1000, worker);
      expect(worker.handlers.wakes.flat().map(({ path }) => path)).toEqual(['wait']);
    });
  });

  describe('a run of many hours', () => {
    it('is handed over before its job expires', async () => {
      const worker = await startWorker();
      await enqueue(worker, 'e1');
      await nudge(worker);
      const run = worker.handlers.last();
      worker.clock.advance(22 * 3_600_000);
      await fleet.settle();
      expect(run.signal.aborted).toBe(false);
      worker.clock.advance(2 * 3_600_000);
      await fleet.settle();
      expect(run.signal.aborted).toBe(true);
      run.end();
      await fleet.settle();
      expect(worker.handlers.started).toEqual(['e1', 'e1']);
    });
  });

  describe('stopping', () => {
    it('aborts what runs, waits until it has let go, and leaves it to another at once', async () => {
      const [leaving, staying] = [await startWorker(), await startWorker()];
      await enqueue(leaving, 'e1');
      await nudge(leaving);
      const run = leaving.handlers.last();
      let stopped = false;
      const stop = leaving.dispatcher.stop().then(() => {
        stopped = true;
      });
      await fleet.settle();
      expect(run.signal.aborted).toBe(true);
      expect(stopped).toBe(false);
      run.end();
      await stop;
      expect(await staying.dispatcher.withoutJob(['e1'])).toEqual([]);
      await nudge(staying);
      expect(staying.handlers.started).toEqual(['e1']);
    });

    it('hands a run over also when letting go makes it fail, or when it waits after a failure', async () => {
      const [leaving, staying] = [await startWorker(), await startWorker()];
      await enqueue(leaving, 'e1', 'e2');
      await nudge(leaving);
      const [first, second] = leaving.handlers.runs;
      first?.fail();
      await fleet.settle();
      const stop = leaving.dispatcher.stop();
      second?.fail();
      await stop;
      expect(leaving.clock.pendingTimers).toBe(0);
      await nudge(staying);
      expect(staying.handlers.started.toSorted()).toEqual(['e1', 'e2']);
    });

    it('takes nothing more, and leaves no timer behind', async () => {
      const worker = await startWorker();
      await worker.dispatcher.stop();
      await enqueue(worker, 'e1');
      await nudge(worker);
      expect(worker.clock.pendingTimers).toBe(0);
      expect(worker.handlers.started).toEqual([]);
    });
  });

  describe('a process that dies', () => {
    it('loses its jobs to another within twelve seconds, while the living keep theirs', async () => {
      const [dead, alive] = [await startWorker({ concurrency: 1 }), await startWorker()];
      await enqueue(dead, 'of the dead');
      await nudge(dead);
      await enqueue(alive, 'of the living');
      await nudge(alive);
      await fleet.elapse(9_000, alive);
      expect(alive.handlers.started).toEqual(['of the living']);
      await fleet.elapse(3_000, alive);
      expect(alive.handlers.started).toEqual(['of the living', 'of the dead']);
      await fleet.elapse(60_000, alive);
      expect(alive.handlers.started).toHaveLength(2);
    });

    it('learns that its job is gone when it was only frozen, and cannot end the one of the other', async () => {
      const [frozen, other] = [await startWorker(), await startWorker()];
      await enqueue(frozen, 'e1');
      await nudge(frozen);
      await fleet.elapse(12_000, other);
      const run = frozen.handlers.last();
      expect(run.signal.aborted).toBe(false);
      await fleet.elapse(2_000, frozen, other);
      expect(run.signal.aborted).toBe(true);
      run.end();
      await fleet.settle();
      expect(await other.dispatcher.withoutJob(['e1'])).toEqual([]);
      expect(other.handlers.last().signal.aborted).toBe(false);
    });

    it('has its run aborted also when it is the one that takes the job again', async () => {
      const frozen = await startWorker();
      const other = await startWorker({ concurrency: 1 });
      await enqueue(other, 'busy');
      await nudge(other);
      await enqueue(frozen, 'e1');
      await nudge(frozen);
      await fleet.elapse(12_000, other);
      const [run] = frozen.handlers.runs;
      await nudge(frozen);
      expect(frozen.handlers.runs).toHaveLength(2);
      expect(run?.signal.aborted).toBe(true);
      expect(frozen.handlers.last().signal.aborted).toBe(false);
    });

    it('cannot end the job of the other before it has learnt of it either', async () => {
      const [frozen, other] = [await startWorker(), await startWorker()];
      await enqueue(frozen, 'e1');
      await nudge(frozen);
      await fleet.elapse(12_000, other);
      frozen.handlers.last().end();
      await fleet.settle();
      expect(await other.dispatcher.withoutJob(['e1'])).toEqual([]);
    });

    it('leaves its jobs to the next at once where it is known to be dead', async () => {
      const dead = await startWorker();
      await enqueue(dead, 'e1');
      await nudge(dead);
      const next = { ...fleet.process(), handlers: new HeldHandlers() };
      workers.push(next);
      await next.dispatcher.clearFormerOwners();
      await next.dispatcher.start(next.handlers, { concurrency: 1, perOwner: null });
      await fleet.settle();
      expect(next.handlers.started).toEqual(['e1']);
    });
  });
});
