import { configureGlobal } from 'fast-check';

/**
 * Property tests draw the same cases in every run, so that a change and nothing else turns them red. Another part of
 * the space is drawn with `CHATTER_PROPERTY_SEED=$RANDOM npx vitest run …`, more of it with `CHATTER_PROPERTY_RUNS`.
 */
configureGlobal({ seed: Number(process.env.CHATTER_PROPERTY_SEED ?? 1) });
