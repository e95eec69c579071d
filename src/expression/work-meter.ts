import { expressionLimits } from './limits.ts';

/** Counts the work of one evaluation and stops it at `expressionLimits.maxWork`. */
export interface WorkMeter {
  /** Begins the count of a new evaluation. */
  reset(): void;
  /** Counts work. @throws Error beyond the limit. */
  spend(work: number): void;
  /** Gives the value back after counting what it costs to visit or to copy it. @throws Error beyond the limit. */
  charge(value: unknown): unknown;
  /** Gives the value back after counting what it costs to read it through. @throws Error beyond the limit */
  read(value: unknown): unknown;
  /**
   * The same for comparing it with an equal one: with all that is in it, as often as it stands there.
   * @throws Error beyond the limit
   */
  compare(value: unknown): unknown;
}

export function createWorkMeter(): WorkMeter {
  let left = 0;
  const spend = (work: number) => {
    left -= work;
    if (left < 0) throw new Error('it visits or copies too much data');
  };
  // `exists` passes over errors and goes on: where nothing is left, not even the size of a value is asked for.
  const requireRest = () => spend(0);
  return {
    reset() {
      left = expressionLimits.maxWork;
    },
    spend,
    charge(value) {
      requireRest();
      spend(workOf(value));
      return value;
    },
    read(value) {
      requireRest();
      spend(costOfReading(value));
      return value;
    },
    compare(value) {
      requireRest();
      spend(Math.floor(lengthOf(value) / 1000));
      return value;
    },
  };
}

/** Items of a list are not looked at. */
function costOfReading(value: unknown): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return Math.floor(value.length / 1000);
  return Array.isArray(value) ? 0 : Math.floor(workOf(value) / 10);
}

/** Of lists and objects: they never change, so they are looked through once, however often one is compared. */
const lengths = new WeakMap<object, number>();

/** What comparing steps through: the characters of texts, and for each item or key as long as 50 of them takes. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  const known = lengths.get(value);
  if (known !== undefined) return known;
  let length = 50;
  const parts = Array.isArray(value) ? value : value instanceof Map ? value.values() : Object.values(value);
  for (const part of parts) length += 50 + lengthOf(part);
  lengths.set(value, length);
  return length;
}

function workOf(value: unknown): number {
  if (typeof value === 'string') return Math.ceil(value.length / 100);
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.length;
  if (value instanceof Uint8Array) return Math.ceil(value.length / 100);
  return value instanceof Map ? value.size : Object.keys(value).length;
}
