import { describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import { LogTally } from '../../src/runtime/worker/log-tally.ts';

const started = (path: string, attempt = 1): ExecutionEvent => ({
  at: 0,
  type: 'NodeStarted',
  nodeId: path.split('/').at(-1) ?? '',
  path,
  attempt,
});

function tallyOf(...events: readonly ExecutionEvent[]): LogTally {
  const tally = new LogTally();
  tally.add(events.map((event, index) => ({ sequence: index + 1, event })));
  return tally;
}

describe('what is open in a log', () => {
  it('comes from the inside out: what a node runs ends before the node', () => {
    const tally = tallyOf(started('each'), started('each[0]/inner'), started('each[0]/inner[1]/answer'));
    expect(tally.open.map(({ path }) => path)).toEqual(['each[0]/inner[1]/answer', 'each[0]/inner', 'each']);
  });

  it('is the last attempt of each activation that was not closed', () => {
    const error = { code: 'model/unavailable', message: 'later', retryable: true };
    const failed = {
      at: 0,
      type: 'NodeFailed',
      nodeId: 'a',
      path: 'a',
      attempt: 1,
      error,
      edges: [],
    } as const;
    const done = { at: 0, type: 'NodeCancelled', nodeId: 'b', path: 'b', attempt: 1 } as const;
    const tally = tallyOf(started('a'), { ...failed, retrying: true }, started('b'), started('a', 2), done);
    expect(tally.open).toEqual([{ nodeId: 'a', path: 'a', attempt: 2 }]);
  });
});
