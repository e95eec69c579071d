export { type BinCount, binGrowth, percentile } from './histogram.ts';
