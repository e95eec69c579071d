// Chatter for a harness of several engines: see the README beside this file.
import pg from 'pg';
import { emitted, expect, main, pgUrl, received, tick } from '../lib/bench.mjs';

const home = process.env.CHATTER_HOME;
if (!home) throw new Error('set CHATTER_HOME to the checkout of Chatter');
const { openPeer } = await import(`${home}/bench/peers/open-peer.ts`);
const harness = { tick, emitted, received, expect };
await main('chatter', await openPeer(pgUrl('bench_chatter'), harness), pg);
