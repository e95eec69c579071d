export type RollUpGrain = 'hour' | 'day' | 'month';

/** A part of a span that roll-ups of one grain make up. */
export interface Stretch {
  readonly grain: RollUpGrain;
  readonly from: number;
  readonly to: number;
}

const coarser = { hour: 'day', day: 'month', month: null } as const;

/** Of a span that begins and ends with roll-ups of a grain: the fewest that make it up, fine ones only at its ends. */
export function stretchesOf({ grain, from, to }: Stretch): readonly Stretch[] {
  if (from >= to) return [];
  const next = coarser[grain];
  if (next === null) return [{ grain, from, to }];
  const [start, end] = [nextStart(next, from), startOf(next, to)];
  if (start >= end) return [{ grain, from, to }];
  const ends = [
    { grain, from, to: start },
    { grain, from: end, to },
  ].filter((part) => part.from < part.to);
  return [...ends, ...stretchesOf({ grain: next, from: start, to: end })];
}

/** The beginning of the day or month, of UTC, that a moment is in. */
function startOf(grain: 'day' | 'month', at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), grain === 'month' ? 1 : date.getUTCDate());
}

/** The first beginning that is not before a moment. */
function nextStart(grain: 'day' | 'month', at: number): number {
  const start = startOf(grain, at);
  if (start === at) return at;
  const date = new Date(start);
  return grain === 'month' ? Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) : start + 86_400_000;
}
