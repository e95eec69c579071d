export { openExecutionRemoval, openStores, type Stores } from './open-stores.ts';
