import { describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import { logLinesOf, StepFold } from '../../src/tracker/index.ts';

const fact = (path: string, attempt = 1) => ({ nodeId: path.split('/').at(-1) ?? path, path, attempt });
const error = { code: 'model/unavailable', message: 'it is down', retryable: true };

const log: readonly ExecutionEvent[] = [
  { type: 'ExecutionStarted', at: 1 },
  { type: 'NodeCompleted', at: 2, ...fact('start'), port: 'out', output: { a: 1 } },
  { type: 'NodeStarted', at: 2, ...fact('ask') },
  { type: 'TextDelta', at: 3, ...fact('ask'), text: 'lost' },
  { type: 'NodeFailed', at: 4, ...fact('ask'), error, retrying: true, edges: [], text: 'lost' },
  { type: 'NodeRetryScheduled', at: 4, ...fact('ask'), until: 10 },
  { type: 'NodeStarted', at: 10, ...fact('ask', 2) },
  { type: 'TextDelta', at: 11, ...fact('ask', 2), text: 'void' },
  { type: 'NodeSuperseded', at: 20, ...fact('ask', 2) },
  { type: 'NodeStarted', at: 21, ...fact('ask', 3) },
  { type: 'TextDelta', at: 22, ...fact('ask', 3), text: 'an ' },
  { type: 'TextDelta', at: 23, ...fact('ask', 3), text: 'answer' },
  { type: 'NodeCompleted', at: 30, ...fact('ask', 3), port: 'out', output: { text: 'an answer' } },
  { type: 'NodeSkipped', at: 30, ...fact('other') },
  { type: 'NodeStarted', at: 30, ...fact('last') },
  { type: 'ExecutionCancelled', at: 31 },
];

const recorded = log.map((event, index) => ({ sequence: index + 1, event }));

const steps = new StepFold();
for (const event of log) steps.add(event);

describe('steps', () => {
  it('are one for each activation, in the order in which they first appear', () => {
    const seen = steps.all.map(({ path, status, attempts }) => [path, status, attempts]);
    expect(seen).toEqual([
      ['start', 'completed', 1],
      ['ask', 'completed', 3],
      ['other', 'skipped', 1],
      ['last', 'running', 1],
    ]);
  });

  it('hold the times of the whole visit and the text of the last attempt only', () => {
    const [start, ask, other] = steps.all;
    expect(start).toMatchObject({ startedAt: 2, completedAt: 2, output: { a: 1 }, port: 'out' });
    expect(ask).toMatchObject({ startedAt: 2, completedAt: 30, text: 'an answer', error });
    expect(other).toMatchObject({ startedAt: 30, completedAt: 30 });
  });
});

describe('steps of a log whose deltas are gone', () => {
  it('are the same', () => {
    const kept = new StepFold();
    for (const event of log) if (event.type !== 'TextDelta') kept.add(event);
    expect(kept.all).toEqual(steps.all);
  });
});

describe('log lines', () => {
  it('tell of failures, retries and interruptions from the level that is asked for on', () => {
    const warnings = logLinesOf(recorded, 'warn').map(({ sequence, level, path }) => [sequence, level, path]);
    expect(warnings).toEqual([
      [5, 'warn', 'ask'],
      [9, 'warn', 'ask'],
    ]);
    expect(logLinesOf(recorded, 'info').length).toBeGreaterThan(warnings.length);
    expect(logLinesOf(recorded).length).toBeGreaterThan(logLinesOf(recorded, 'info').length);
  });

  it('hold what was written, with its data', () => {
    const event = { type: 'LogWritten', at: 5, level: 'info', message: 'half way', data: { n: 1 } } as const;
    expect(logLinesOf([{ sequence: 9, event }])).toEqual([
      { sequence: 9, at: 5, level: 'info', message: 'half way', nodeId: null, path: null, data: { n: 1 } },
    ]);
  });
});
