/** The most that GraphQL's `Int` holds: as milliseconds some 24.8 days. */
const longestMs = 2 ** 31 - 1;

/** To be added to the description of a duration. */
export const ofLongDurations = 'Null too where that is more than 24.8 days: the times say it then.';

/** A duration in milliseconds as clients get it. An execution may wait for months, and is no error for it. */
export function shownDuration(ms: number | null): number | null {
  return ms === null || ms > longestMs ? null : ms;
}
