export { createEventFeed } from './event-feed.ts';
export { createExecutionChanges } from './execution-changes.ts';
export type { FeedLimits } from './feed-limits.ts';
