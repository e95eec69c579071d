export { createPgBossDispatcher } from './pg-boss-dispatcher.ts';
