export { decodeCursor, encodeCursor } from './cursor.ts';
export { createEventFeed } from './event-feed.ts';
export type { FeedLimits } from './feed-limits.ts';
