import type { App, Viewer } from '../../app/index.ts';
import { addUsage, type ExecutionEvent, type NodeFact, type Usage } from '../../engine/index.ts';
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

/**
 * Reads attempts out of a log. It goes on where it was: over a whole subscription each event is read once, so the
 * cost of one event does not grow with the log. What it remembers are the open attempts of one execution.
 */
export class AttemptReader {
  readonly #app: App;
  readonly #viewer: Viewer;
  #reading: LogReading | null = null;
  readonly #gathered = gathered((_: null, places: readonly AttemptPlace[]) => this.#read(places));
  #turn: Promise<unknown> = Promise.resolve();

  constructor(app: App, viewer: Viewer) {
    this.#app = app;
    this.#viewer = viewer;
  }

  /** Of the attempt that ends with the event at this place. */
  at(place: AttemptPlace): Promise<AttemptFigures> {
    return this.#gathered(null, place);
  }

  #read(places: readonly AttemptPlace[]): Promise<readonly AttemptFigures[]> {
    const turn = this.#turn.then(() => this.#readAll(places));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #readAll(places: readonly AttemptPlace[]): Promise<readonly AttemptFigures[]> {
    const found = new Map<string, ReadonlyMap<number, AttemptFigures>>();
    for (const [executionId, wanted] of byExecution(places)) {
      found.set(executionId, await this.#readLog(executionId, wanted));
    }
    return places.map(({ executionId, sequence }) => found.get(executionId)?.get(sequence) ?? unknown);
  }

  async #readLog(
    executionId: string,
    wanted: readonly number[],
  ): Promise<ReadonlyMap<number, AttemptFigures>> {
    const former = this.#reading;
    const goesOn = former?.executionId === executionId && former.sequence < Math.min(...wanted);
    const reading = goesOn ? former : new LogReading(executionId);
    this.#reading = reading;
    const last = Math.max(...wanted);
    const figures = new Map<number, AttemptFigures>();
    while (reading.sequence < last) {
      const { events } = await this.#app.readExecutionEvents(this.#viewer, {
        executionId,
        after: reading.sequence,
        first: Math.min(pageEvents, last - reading.sequence),
        waitMs: 0,
      });
      if (events.length === 0) break;
      for (const { sequence, event } of events) {
        const ended = reading.pass(sequence, event);
        if (ended) figures.set(sequence, ended);
      }
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

  /** Takes the next event; gives the figures of the attempt that it ends. */
  pass(sequence: number, event: ExecutionEvent): AttemptFigures | null {
    this.sequence = sequence;
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
