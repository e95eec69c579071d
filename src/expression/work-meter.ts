import { expressionLimits } from './limits.ts';

/** Counts the work of one evaluation and stops it at `expressionLimits.maxWork`. */
export interface WorkMeter {
  /** Begins the count of a new evaluation. */
  reset(): void;
  /** Counts work. @throws Error beyond the limit. */
  spend(work: number): void;
  /** Gives the value back after counting what it costs to visit or to copy it. @throws Error beyond the limit. */
  charge(value: unknown): unknown;
  /** The same for every list and object in it, each as often as it stands there. @throws Error beyond the limit */
  chargeAll(value: unknown): unknown;
}

export function createWorkMeter(): WorkMeter {
  let left = 0;
  const spend = (work: number) => {
    left -= work;
    if (left < 0) throw new Error('it visits or copies too much data');
  };
  const spendAll = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    spend(1);
    if (Array.isArray(value)) value.forEach(spendAll);
    else for (const item of value instanceof Map ? value.values() : Object.values(value)) spendAll(item);
  };
  return {
    reset() {
      left = expressionLimits.maxWork;
    },
    spend,
    charge(value) {
      spend(workOf(value));
      return value;
    },
    chargeAll(value) {
      spendAll(value);
      return value;
    },
  };
}

function workOf(value: unknown): number {
  if (typeof value === 'string') return Math.ceil(value.length / 100);
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.length;
  if (value instanceof Uint8Array) return Math.ceil(value.length / 100);
  return value instanceof Map ? value.size : Object.keys(value).length;
}
