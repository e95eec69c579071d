import type { AnalyticsFold } from '../ports/analytics-store.ts';

const batchSize = 2000;

/**
 * Adds what has ended to the sums of the analytics, in batches that hold no lock for long. Nobody waits for it: what it
 * has not come to yet, reads add themselves.
 */
export async function foldAll(fold: AnalyticsFold, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await fold.fold(batchSize)) === batchSize);
}
