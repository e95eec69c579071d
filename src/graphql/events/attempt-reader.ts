import type { App, Viewer } from '../../app/index.ts';
import { addUsage, type ExecutionEvent, type NodeFact, type Usage } from '../../engine/index.ts';
import type { FeedBatch } from '../../runtime/ports/event-feed.ts';
import type { RecordedEvent } from '../../runtime/ports/event-log.ts';
import { gathered } from '../gathered.ts';

/** The event that ends an attempt. */
export interface AttemptPlace {
  readonly executionId: string;
  readonly sequence: number;
}

/** What the events of an attempt add up to. Null: unknown, or nothing of the kind. */
export interface AttemptFigures {
  /** Null for a kind of node that needs no time. */
  readonly durationMs: number | null;
  readonly usage: Usage | null;
}

interface OpenAttempt {
  readonly startedAt: number | null;
  readonly usage: Usage | null;
}

const unstarted: OpenAttempt = { startedAt: null, usage: null };
const unknown: AttemptFigures = { durationMs: null, usage: null };
const pageEvents = 1000;

/** By the places of the events that end attempts. */
type Figures = ReadonlyMap<number, AttemptFigures>;

/** The batch that a subscription has shown last. */
interface Shown {
  readonly executionId: string;
  readonly sequence: number;
  /** None where the reading was not there yet. */
  readonly figures: Figures;
}

/**
 * Reads attempts out of a log. It goes on where it was, and what a subscription shows need not be read again: from the
 * start it reads nothing, from a cursor once what lies before. So the cost of one event grows neither with the log nor
 * with those who watch it. What it remembers are the open attempts of one execution.
 */
export class AttemptReader {
  readonly #app: App;
  readonly #viewer: Viewer;
  readonly #gathered = gathered((_: null, places: readonly AttemptPlace[]) =>
    this.#inTurn(() => this.#readAll(places)),
  );
  #reading: LogReading | null = null;
  #shown: Shown | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(app: App, viewer: Viewer) {
    this.#app = app;
    this.#viewer = viewer;
  }

  /** Of the attempt that ends with the event at this place. */
  at(place: AttemptPlace): Promise<AttemptFigures> {
    return this.#gathered(null, place);
  }

  /** To be told of every batch that a subscription shows from here on: all that comes after the one before. */
  follow(executionId: string, after: number): (batch: FeedBatch) => void {
    this.#reading = after === 0 ? new LogReading(executionId) : null;
    let position = after;
    return (batch) => {
      const from = position;
      position = batch.sequence;
      void this.#inTurn(async () => this.#show(executionId, from, batch));
    };
  }

  #show(executionId: string, from: number, { events, sequence }: FeedBatch): void {
    const figures = this.#reading?.sequence === from ? this.#reading.passAll(events, sequence) : new Map();
    this.#shown = { executionId, sequence, figures };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #readAll(places: readonly AttemptPlace[]): Promise<readonly AttemptFigures[]> {
    const found = new Map<string, Figures>();
    for (const [executionId, wanted] of byExecution(places)) {
      found.set(executionId, await this.#figuresOf(executionId, wanted));
    }
    return places.map(({ executionId, sequence }) => found.get(executionId)?.get(sequence) ?? unknown);
  }

  async #figuresOf(executionId: string, wanted: readonly number[]): Promise<Figures> {
    const shown = this.#shown?.executionId === executionId ? this.#shown : null;
    if (shown && wanted.every((sequence) => shown.figures.has(sequence))) return shown.figures;
    return this.#readLog(executionId, Math.min(...wanted), Math.max(...wanted, shown?.sequence ?? 0));
  }

  async #readLog(executionId: string, first: number, last: number): Promise<Figures> {
    const former = this.#reading;
    const goesOn = former?.executionId === executionId && former.sequence < first;
    const reading = goesOn ? former : new LogReading(executionId);
    this.#reading = reading;
    const figures = new Map<number, AttemptFigures>();
    while (reading.sequence < last) {
      const { events } = await this.#app.readExecutionEvents(this.#viewer, {
        executionId,
        after: reading.sequence,
        first: Math.min(pageEvents, last - reading.sequence),
        waitMs: 0,
      });
      const due = events.filter(({ sequence }) => sequence <= last);
      // Where deltas were removed, the log holds nothing more up to the last place.
      const passed = reading.passAll(due, due.at(-1)?.sequence ?? last);
      for (const [sequence, ended] of passed) figures.set(sequence, ended);
    }
    return figures;
  }
}

/** How far a log has been read, and the attempts that are open there. */
class LogReading {
  readonly executionId: string;
  readonly #open = new Map<string, OpenAttempt>();
  sequence = 0;

  constructor(executionId: string) {
    this.executionId = executionId;
  }

  /** Takes the next events, which are all up to a place; gives the figures of the attempts that they end. */
  passAll(events: readonly RecordedEvent[], last: number): Figures {
    const figures = new Map<number, AttemptFigures>();
    for (const { sequence, event } of events) {
      const ended = this.#pass(event);
      if (ended) figures.set(sequence, ended);
    }
    this.sequence = last;
    return figures;
  }

  #pass(event: ExecutionEvent): AttemptFigures | null {
    switch (event.type) {
      case 'NodeStarted':
        this.#open.set(keyOf(event), { startedAt: event.at, usage: null });
        return null;
      case 'UsageRecorded': {
        const { startedAt, usage } = this.#open.get(keyOf(event)) ?? unstarted;
        this.#open.set(keyOf(event), {
          startedAt,
          usage: usage ? addUsage(usage, event.usage) : event.usage,
        });
        return null;
      }
      case 'NodeCompleted':
      case 'NodeFailed':
      case 'NodeCancelled':
      case 'NodeSuperseded':
        return this.#end(event);
      default:
        return null;
    }
  }

  #end(event: NodeFact & { readonly at: number }): AttemptFigures {
    const { startedAt, usage } = this.#open.get(keyOf(event)) ?? unstarted;
    this.#open.delete(keyOf(event));
    return { durationMs: startedAt === null ? null : event.at - startedAt, usage };
  }
}

function keyOf({ path, attempt }: NodeFact): string {
  return `${attempt} ${path}`;
}

function byExecution(places: readonly AttemptPlace[]): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const { executionId, sequence } of places) {
    groups.set(executionId, [...(groups.get(executionId) ?? []), sequence]);
  }
  return groups;
}
