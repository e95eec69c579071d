/**
 * Durations are kept by how often each comes, in bins whose bounds grow by five per cent: two such histograms are one
 * when their counts are added, whatever they were made of, and no percentile is off by more than two and a half per cent.
 */

/** How much longer the longest of a bin is than the longest of the bin before. */
export const binGrowth = 1.05;

/** A bin and how many durations fell into it. */
export type BinCount = readonly [bin: number, count: number];

/** The bin of a duration in milliseconds: 0 holds up to one millisecond. */
export function binOf(milliseconds: number): number {
  return milliseconds <= 1 ? 0 : Math.ceil(Math.log(milliseconds) / Math.log(binGrowth));
}

/** Whole milliseconds in the middle of a bin, as far as factors go. */
function middleOf(bin: number): number {
  return Math.round((2 * binGrowth ** bin) / (binGrowth + 1));
}

/** The duration that this share of all is not longer than, `share` from 0 to 1; null where there is none. */
export function percentile(bins: readonly BinCount[], share: number): number | null {
  const sorted = bins.toSorted(([left], [right]) => left - right);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.max(1, Math.ceil(share * total));
  let passed = 0;
  for (const [bin, count] of sorted) {
    passed += count;
    if (passed >= rank) return middleOf(bin);
  }
  return null;
}
