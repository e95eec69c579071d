import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExecutionEvent, Usage } from '../../src/engine/index.ts';
import type { Append, EventLog, RecordedEvent, UsageEntry } from '../../src/runtime/ports/event-log.ts';

/** What the log has made of an execution's row. */
export interface ExecutionFacts {
  readonly status: string;
  readonly epoch: number;
  readonly worker: string | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly recoveries: number;
  readonly output: unknown;
  readonly error: unknown;
  readonly usage: unknown;
}

/** One implementation, with what a test must arrange and look at beside the log. */
export interface EventLogUnderTest {
  readonly log: EventLog;
  /** Keeps a queued execution whose log holds `queuedEvent` in epoch 0, as accepting one does. */
  accept(executionId: string): Promise<void>;
  /** Another command has arrived for it. Returns the command's id. */
  addCommand(executionId: string): Promise<string>;
  isAnswered(commandId: string): Promise<boolean>;
  facts(executionId: string): Promise<ExecutionFacts>;
  snapshot(executionId: string): Promise<unknown>;
  usage(executionId: string): Promise<readonly UsageEntry[]>;
}

export const now = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
export const queuedEvent: RecordedEvent = {
  sequence: 1,
  event: { type: 'ExecutionQueued', at: now, input: { a: [1, null] }, messages: [] },
};

export function logged(message: string): ExecutionEvent {
  return { type: 'LogWritten', at: now, level: 'info', message };
}

/** The events at the places from `first` on. */
export function at(first: number, ...events: readonly ExecutionEvent[]): readonly RecordedEvent[] {
  return events.map((event, index) => ({ sequence: first + index, event }));
}

/** The append with which `worker` takes over a queued execution. */
export function claimOf(executionId: string, worker = 'worker-1'): Append {
  return {
    executionId,
    epoch: 1,
    events: at(2, { type: 'ExecutionStarted', at: now }),
    claim: { worker, at: now, recoveries: 0 },
  };
}

const usage: Usage = {
  inputTokens: 10,
  outputTokens: 5,
  cachedTokens: null,
  reasoningTokens: null,
  totalTokens: 15,
  costMicroUsd: 1_234_567_890_123,
  modelCalls: 1,
  toolCalls: 0,
};
const ending = { usage, firstTextAt: null };

const fact = { nodeId: 'answer', path: 'refine[2]/answer', attempt: 3 };

/** Every shape that the columns of a table could lose something of. */
const variousEvents: readonly ExecutionEvent[] = [
  { type: 'ExecutionResumed', at: now },
  { type: 'NodeStarted', at: now, ...fact },
  { type: 'TextDelta', at: now, ...fact, text: 'é 😀 "quoted" \\ {a,b} \n' },
  { type: 'NodeCompleted', at: now, ...fact, port: 'out', output: { z: 1, a: [null, 1.5, '{}'] }, edges: [] },
  { type: 'LoopIterationStarted', at: now, nodeId: 'refine', path: 'refine[3]/refine', iteration: 3 },
  { type: 'LogWritten', at: now, level: 'warn', message: '', nodeId: 'alone', data: null },
  { type: 'LogWritten', at: now, level: 'warn', message: '', path: 'refine[2]/answer', nodeId: 'other' },
  { type: 'NodeSuspended', at: now, nodeId: 'wait', path: 'wait', attempt: 1, until: null },
  {
    type: 'ExecutionFailed',
    at: now,
    error: { code: 'a', message: 'b', retryable: false },
    nodeId: null,
    path: null,
  },
];

/** What every event log must do, whatever it keeps its rows in. */
export function describeEventLog(name: string, open: () => Promise<EventLogUnderTest>): void {
  describe(name, () => {
    let under: EventLogUnderTest;
    beforeAll(async () => {
      under = await open();
    });

    async function queued(): Promise<string> {
      const executionId = randomUUID();
      await under.accept(executionId);
      return executionId;
    }

    async function running(): Promise<string> {
      const executionId = await queued();
      await under.log.commit([claimOf(executionId)]);
      return executionId;
    }

    const sequences = async (executionId: string) =>
      (await under.log.read(executionId, 0, 1000)).events.map(({ sequence }) => sequence);

    it('keeps the events of many executions in one commit, each as it was, in the order of its log', async () => {
      const ids = await Promise.all(Array.from({ length: 20 }, running));
      await under.log.commit(
        ids.map((executionId) => ({ executionId, epoch: 1, events: at(3, ...variousEvents) })),
      );
      for (const id of ids) {
        expect((await under.log.read(id, 0, 1000)).events).toStrictEqual([
          queuedEvent,
          ...at(2, { type: 'ExecutionStarted', at: now }, ...variousEvents),
        ]);
      }
    });

    it('reads what comes after a sequence, no more than asked for', async () => {
      const id = await running();
      await under.log.commit([
        { executionId: id, epoch: 1, events: at(3, ...'abcdef'.split('').map(logged)) },
      ]);
      const read = async (after: number, limit: number) =>
        (await under.log.read(id, after, limit)).events.map(({ sequence }) => sequence);
      expect(await read(3, 2)).toEqual([4, 5]);
      expect(await read(6, 100)).toEqual([7, 8]);
      expect(await read(8, 100)).toEqual([]);
      expect(await under.log.read(randomUUID(), 0, 100)).toEqual({ events: [], more: false });
    });

    it('reads on from anywhere, also from within what one commit wrote', async () => {
      const id = await running();
      const events = at(
        3,
        ...Array.from({ length: 60 }, (_, index) => logged(`${index} ${'é'.repeat(index)}`)),
      );
      await under.log.commit([{ executionId: id, epoch: 1, events }]);
      const all = [queuedEvent, ...at(2, { type: 'ExecutionStarted', at: now }), ...events];
      for (let after = 0; after <= all.length; after += 1) {
        const { events: read } = await under.log.read(id, after, 7);
        expect(read).toEqual(all.slice(after, after + 7));
      }
      expect(await under.log.last(id)).toEqual({ sequence: 62, type: 'LogWritten' });
      expect((await under.log.lastSequences([id])).get(id)).toBe(62);
    });

    it('says what its last event is, and where', async () => {
      const executionId = await queued();
      expect(await under.log.last(executionId)).toEqual({ sequence: 1, type: 'ExecutionQueued' });
      await under.log.commit([claimOf(executionId)]);
      await under.log.commit([{ executionId, epoch: 1, events: at(3, logged('a'), logged('b')) }]);
      expect(await under.log.last(executionId)).toEqual({ sequence: 4, type: 'LogWritten' });
      expect(await under.log.last(randomUUID())).toBeNull();
    });

    it('says which epoch wrote each place, in the order asked, null where nothing is', async () => {
      const [id, other] = [await running(), await queued()];
      const places = [
        { executionId: id, sequence: 3 },
        { executionId: id, sequence: 2 },
        { executionId: other, sequence: 1 },
        { executionId: randomUUID(), sequence: 1 },
        { executionId: id, sequence: 2 },
      ];
      expect(await under.log.epochsAt(places)).toEqual([null, 1, 0, null, 1]);
    });

    it('gives a claimed execution to its worker together with the first event', async () => {
      const id = await queued();
      await under.log.commit([claimOf(id)]);
      expect(await under.facts(id)).toMatchObject({
        status: 'running',
        epoch: 1,
        worker: 'worker-1',
        startedAt: now,
        recoveries: 0,
      });
      expect(await sequences(id)).toEqual([1, 2]);
    });

    it('gives an execution to one of two workers that claim it at once, and says to which', async () => {
      const id = await queued();
      const outcomes = await Promise.allSettled(
        ['worker-1', 'worker-2'].map((worker) => under.log.commit([claimOf(id, worker)])),
      );
      const { worker } = await under.facts(id);
      expect(outcomes.map(({ status }) => status)).toEqual(
        worker === 'worker-1' ? ['fulfilled', 'rejected'] : ['rejected', 'fulfilled'],
      );
      expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { failure: 'conflict' },
      });
      const place = { executionId: id, sequence: 2 };
      const loser = worker === 'worker-1' ? 'worker-2' : 'worker-1';
      const claims = [
        { ...place, worker: worker ?? '' },
        { ...place, worker: loser },
      ];
      expect(await under.log.epochsAt(claims)).toEqual([1, -1]);
    });

    it('counts the recoveries, and keeps when it was first started', async () => {
      const id = await running();
      const claim = { worker: 'worker-2', at: now + 1000, recoveries: 1 };
      const events = at(3, { type: 'ExecutionRecovered', at: now + 1000 });
      await under.log.commit([{ executionId: id, epoch: 2, events, claim }]);
      expect(await under.facts(id)).toMatchObject({
        epoch: 2,
        worker: 'worker-2',
        recoveries: 1,
        startedAt: now,
      });
    });

    it('refuses the owner whose next place a new owner has taken, and writes nothing of its commit', async () => {
      const [id, other] = [await running(), await running()];
      const claim = { worker: 'worker-2', at: now, recoveries: 1 };
      const recovered = at(3, { type: 'ExecutionRecovered', at: now });
      await under.log.commit([{ executionId: id, epoch: 2, events: recovered, claim }]);

      const stale = under.log.commit([
        { executionId: other, epoch: 1, events: at(3, logged('innocent')) },
        { executionId: id, epoch: 1, events: at(3, logged('stale')) },
      ]);
      await expect(stale).rejects.toMatchObject({ failure: 'conflict' });
      expect(await sequences(other)).toEqual([1, 2]);
      expect(await under.log.epochsAt([{ executionId: id, sequence: 3 }])).toEqual([2]);
    });

    it('refuses a stale owner that would end or park an execution, even at a place that is free', async () => {
      const id = await running();
      const claim = { worker: 'worker-2', at: now, recoveries: 1 };
      const recovered = at(3, { type: 'ExecutionRecovered', at: now });
      await under.log.commit([{ executionId: id, epoch: 2, events: recovered, claim }]);
      const stale = { executionId: id, epoch: 1, events: at(4, { type: 'ExecutionCancelled', at: now }) };
      const end = { status: 'cancelled', at: now, output: null, error: null, ...ending } as const;
      await expect(under.log.commit([{ ...stale, end }])).rejects.toMatchObject({ failure: 'conflict' });
      const park = { commands: 0 };
      await expect(under.log.commit([{ ...stale, park }])).rejects.toMatchObject({ failure: 'conflict' });
      expect(await sequences(id)).toEqual([1, 2, 3]);
      expect(await under.facts(id)).toMatchObject({ status: 'running', epoch: 2, worker: 'worker-2' });
    });

    it('ends an execution with its terminal event', async () => {
      const id = await running();
      const events = at(3, { type: 'ExecutionCompleted', at: now + 5, output: { text: 'done' } });
      const end = {
        status: 'completed',
        at: now + 5,
        output: { text: 'done' },
        error: null,
        ...ending,
      } as const;
      await under.log.commit([{ executionId: id, epoch: 1, events, end }]);
      expect(await under.facts(id)).toEqual({
        status: 'completed',
        epoch: 1,
        worker: null,
        startedAt: now,
        completedAt: now + 5,
        recoveries: 0,
        output: { text: 'done' },
        error: null,
        usage,
      });
    });

    it('keeps why an execution failed, and lets nobody take over one that has ended', async () => {
      const id = await running();
      const error = {
        code: 'node/timeout',
        message: 'x',
        retryable: false,
        nodeId: 'answer',
        path: 'answer',
      };
      const { nodeId, path, ...cause } = error;
      const events = at(3, { type: 'ExecutionFailed', at: now, error: cause, nodeId, path });
      const end = { status: 'failed', at: now, output: null, error, ...ending } as const;
      await under.log.commit([{ executionId: id, epoch: 1, events, end }]);
      expect(await under.facts(id)).toMatchObject({ status: 'failed', output: null, error });

      const claim = { worker: 'worker-2', at: now, recoveries: 1 };
      const recovered = at(4, { type: 'ExecutionRecovered', at: now });
      const late = under.log.commit([{ executionId: id, epoch: 2, events: recovered, claim }]);
      await expect(late).rejects.toMatchObject({ failure: 'conflict' });
      expect(await sequences(id)).toEqual([1, 2, 3]);
    });

    it('starts and ends an execution in one commit', async () => {
      const id = await queued();
      const events = at(
        2,
        { type: 'ExecutionStarted', at: now },
        { type: 'ExecutionCompleted', at: now, output: 1 },
      );
      const end = { status: 'completed', at: now, output: 1, error: null, ...ending } as const;
      await under.log.commit([{ ...claimOf(id), events, end }]);
      expect(await under.facts(id)).toMatchObject({ status: 'completed', epoch: 1, worker: null, output: 1 });
      const place = { executionId: id, sequence: 2, worker: 'worker-1' };
      expect(await under.log.epochsAt([place])).toEqual([1]);
    });

    it('parks an execution unless a command has arrived that its owner has not read', async () => {
      const id = await running();
      const commandId = await under.addCommand(id);
      const events = at(3, { type: 'ExecutionSuspended', at: now, until: null });
      const parking = { executionId: id, epoch: 1, events };
      const unread = under.log.commit([{ ...parking, park: { commands: 0 } }]);
      await expect(unread).rejects.toMatchObject({ failure: 'conflict' });
      expect(await sequences(id)).toEqual([1, 2]);
      expect(await under.facts(id)).toMatchObject({ status: 'running', worker: 'worker-1' });

      await under.log.commit([{ ...parking, park: { commands: 1 }, commands: [commandId] }]);
      expect(await under.facts(id)).toMatchObject({ status: 'suspended', epoch: 1, worker: null });
      expect(await under.isAnswered(commandId)).toBe(true);
    });

    it('takes an execution that its owner hands over for running, and held by nobody', async () => {
      const id = await running();
      await under.log.commit([{ executionId: id, epoch: 1, events: at(3, logged('bye')), handOver: true }]);
      expect(await under.facts(id)).toMatchObject({ status: 'running', epoch: 1, worker: null });
    });

    it('keeps the newest snapshot of an execution', async () => {
      const id = await running();
      for (const sequence of [3, 4]) {
        const snapshot = { sequence, stateVersion: 7, state: { at: sequence, z: null, a: [1] } };
        await under.log.commit([{ executionId: id, epoch: 1, events: at(sequence, logged('x')), snapshot }]);
      }
      expect(await under.snapshot(id)).toEqual({
        sequence: 4,
        stateVersion: 7,
        state: { at: 4, z: null, a: [1] },
      });
    });

    it('keeps what each provider call used, the unknown as null', async () => {
      const id = await running();
      const entry = { id: randomUUID(), path: 'answer', attempt: 2, at: now, provider: 'p', model: 'm' };
      const unknown: Usage = { ...usage, totalTokens: null, costMicroUsd: null };
      const entries = [
        { ...entry, usage, priceVersion: '2026-01-01 input=0.25' },
        { ...entry, id: randomUUID(), attempt: 3, usage: unknown, priceVersion: null },
      ];
      await under.log.commit([{ executionId: id, epoch: 1, events: at(3, logged('x')), usage: entries }]);
      const kept = [...(await under.usage(id))].sort((a, b) => a.attempt - b.attempt);
      const told = kept.map(({ attempt, usage: { totalTokens, costMicroUsd }, priceVersion }) => [
        attempt,
        totalTokens,
        costMicroUsd,
        priceVersion,
      ]);
      expect(told).toEqual([
        [2, 15, 1_234_567_890_123, '2026-01-01 input=0.25'],
        [3, null, null, null],
      ]);
      expect(kept[0]).toMatchObject({ id: entry.id, path: 'answer', provider: 'p', model: 'm', at: now });
    });

    it('refuses data that cannot be stored, and writes nothing of that commit', async () => {
      const [innocent, guilty] = [await running(), await running()];
      const first: Append = { executionId: innocent, epoch: 1, events: at(3, logged('innocent')) };
      const used = {
        id: randomUUID(),
        path: 'a',
        attempt: 40_000,
        at: now,
        provider: 'p',
        model: 'm',
        usage,
      };
      const overflow: Append = {
        executionId: guilty,
        epoch: 1,
        events: at(3, logged('guilty')),
        usage: [{ ...used, priceVersion: null }],
      };
      await expect(under.log.commit([first, overflow])).rejects.toMatchObject({ failure: 'refused' });

      const ended = at(3, { type: 'ExecutionCompleted', at: now, output: 'nul' });
      const end = { status: 'completed', at: now, output: 'a\0b', error: null, ...ending } as const;
      const nul: Append = { executionId: guilty, epoch: 1, events: ended, end };
      await expect(under.log.commit([first, nul])).rejects.toMatchObject({ failure: 'refused' });

      expect(await sequences(innocent)).toEqual([1, 2]);
      expect(await sequences(guilty)).toEqual([1, 2]);
      expect(await under.facts(guilty)).toMatchObject({ status: 'running' });
      await under.log.commit([first]);
      expect(await sequences(innocent)).toEqual([1, 2, 3]);
    });
  });
}
