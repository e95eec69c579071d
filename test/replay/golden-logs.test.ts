import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decide, evolve, restoreState, snapshotOf } from '../../src/engine/index.ts';
import { eventTypes } from '../../src/graphql/events/event-types.ts';
import { type GoldenLog, outcomeOf, planOf, statesOf } from './golden-log.ts';

const folder = join(import.meta.dirname, 'logs');
const texts = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
const logs = texts.map(([name, text]): readonly [string, GoldenLog] => [name, JSON.parse(text)]);

/**
 * What they were when they were kept. Lines are added, and none is ever changed: where a test below fails, executions
 * that users have would be lost or told otherwise, and it is the code that must change.
 */
const kept: Readonly<Record<string, string>> = {
  'cancelled.json': '7e41aad4a6c3520b09ef26b0eb24cd50af6e5588deed7f1d0991c7bfaf3d15ba',
  'failed-map.json': '4980597aa5ca4bd9161bacc7019bb4b109e92bc92cd0b71a2b305d4b3951a37e',
  'handled-failures.json': 'd5491710ba3402677e02582427cb467d19c91c9a39eb0f7d854cd15648301c83',
  'loop-with-branches.json': 'eba8a6f49a6a1138f2967df3b93ac498217fc37f5259fa4cd8ba699c5cc61819',
  'map-in-sub-workflow.json': '5fc6b6066cf265630467037f673ac12915bbb6de382ee9cd773e7ee50c6eccd4',
  'model-that-is-tried-again.json': '2a4adb5a2694032ec178a1e16ba455763552135eaa375d015f19233131c586bc',
  'recovered.json': '3ff15ee92375df38a62fb0cf3224bc39ce454f00ce05c7a24aa5b5186aa8f24a',
  'unhandled-failure.json': '6a67899931c4416dd12d485a305a94c4acadadc54d32db7ec8b9a8ba9056ead0',
  'wait-without-a-worker.json': 'f51107258565ec11333378107b5c4e97212a2b61463b39e327ab2a3ce713e9d0',
};

describe.each(logs)('the log in %s', (_, log) => {
  it('folds to what it folded to when it was kept', () => {
    expect(outcomeOf(log)).toEqual(log.outcome);
  });

  it('folds to the same with a snapshot at any place', () => {
    const plan = planOf(log);
    const states = statesOf(log).map(snapshotOf);
    for (const [index, snapshot] of states.entries()) {
      const restored = restoreState(plan, JSON.parse(JSON.stringify(snapshot)));
      const folded = log.events.slice(index + 1).reduce(evolve, restored);
      expect(snapshotOf(folded)).toEqual(states.at(-1));
    }
  });

  it('can be gone on with wherever it was broken off, until its end', () => {
    const decisions = statesOf(log).map((state) => decide(state));
    expect(decisions.at(-1)).toEqual([]);
  });
});

describe('golden logs', () => {
  it('are what they were when they were kept', () => {
    const hashes = texts.map(([name, text]) => [name, createHash('sha256').update(text).digest('hex')]);
    expect(Object.fromEntries(hashes)).toEqual(kept);
  });

  it('have every type of event', () => {
    const types = new Set(logs.flatMap(([, { events }]) => events.map(({ type }) => type)));
    expect([...types].toSorted()).toEqual(Object.keys(eventTypes).toSorted());
  });
});
