export { createEventFeed } from './event-feed.ts';
export { createExecutionChanges } from './execution-changes.ts';
export type { FeedLimits } from './feed-limits.ts';
export { noOthers } from './notifier/no-others.ts';
export { createPostgresNotifier } from './notifier/postgres-notifier.ts';
