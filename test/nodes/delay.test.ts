import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/index.ts';
import { RecordedWorld } from './recorded-world.ts';
import { type ActivationParts, graphWith, issuesOf, perform } from './run-node.ts';

const now = 1_700_000_000_000;
const day = 86_400_000;

function wait(config: JsonObject, random = 0, parts: ActivationParts = {}) {
  return perform(graphWith('delay', config), new RecordedWorld({ random }), { now, ...parts });
}

/** How long it waits in milliseconds. */
async function waitOf(config: JsonObject, random = 0, parts: ActivationParts = {}) {
  const outcome = await wait(config, random, parts);
  return outcome.status === 'suspended' && outcome.until !== null ? outcome.until - now : outcome.status;
}

describe('delay', () => {
  it('waits a second where nothing else is said', async () => {
    expect(await wait({})).toEqual({ status: 'suspended', until: now + 1000 });
  });

  it.each([
    ['its duration', { durationMs: 250 }, 0, 250],
    ['at most its maximum', { type: 'until', until: '2030-01-01T00:00:00Z', maxDurationMs: 5 }, 0, 5],
    ['months', { durationMs: 90 * day }, 0, 90 * day],
    [
      'at least its duration, drawn at random',
      { type: 'random', durationMs: 100, maxDurationMs: 200 },
      0,
      100,
    ],
    [
      'at most its maximum, drawn at random',
      { type: 'random', durationMs: 100, maxDurationMs: 200 },
      0.999_999,
      200,
    ],
    ['at most twice its duration without a maximum', { type: 'random', durationMs: 100 }, 0.999_999, 200],
    ['until a time', { type: 'until', until: '2023-11-14T22:13:21Z' }, 0, 1000],
    ['until a time with a zone', { type: 'until', until: '2023-11-14T23:13:21+01:00' }, 0, 1000],
    ['until a day begins', { type: 'until', until: '2023-11-15' }, 0, 6_400_000],
  ])('waits %s', async (_, config, random, expected) => {
    expect(await waitOf(config, random)).toBe(expected);
  });

  it('doubles an exponential wait with every iteration of the loop around it, up to its maximum', async () => {
    const config = { type: 'exponential', durationMs: 100, maxDurationMs: 500 };
    const values = { loop: { poll: { index: 2 } } };
    const waits = ['it', 'poll[0]/it', 'poll[1]/it', 'poll[2]/it', 'poll[60]/it', 'poll[1]/each[9]/it'];
    const found = await Promise.all(waits.map((path) => waitOf(config, 0, { path, values })));
    expect(found).toEqual([100, 100, 200, 400, 500, 200]);
  });

  it('takes a wait of nothing for nothing, however often it is doubled', async () => {
    const parts = { path: 'poll[5000]/it', values: { loop: { poll: { index: 5000 } } } };
    expect(await waitOf({ type: 'exponential', durationMs: 0 }, 0, parts)).toBe('completed');
  });

  it('waits until the time that an expression gives, also as a number', async () => {
    const config = { type: 'until', until: '{{ input.at }}' };
    const at = (value: string | number) => waitOf(config, 0, { values: { input: { at: value } } });
    expect(await at('2023-11-14T22:13:25.500Z')).toBe(5500);
    expect(await at(now + 7)).toBe(7);
  });

  it.each([
    ['no time', { durationMs: 0 }],
    ['a time that has passed', { type: 'until', until: '2020-01-01T00:00:00Z' }],
  ])('goes on at once where there is %s to wait', async (_, config) => {
    expect(await wait(config)).toEqual({ status: 'completed', port: 'out', output: null });
  });

  it.each([
    ['what is no time', 'tomorrow'],
    ['a time without a zone', '2023-11-14T22:13:21'],
    ['nothing', null],
    ['a number that is no time', 1e300],
    ['a time years away', '2199-01-01T00:00:00Z'],
  ])('fails at %s', async (_, at) => {
    const config = { type: 'until', until: '{{ input.at }}' };
    expect(await wait(config, 0, { values: { input: { at } } })).toMatchObject({
      status: 'failed',
      error: { code: 'expression/failed', retryable: false },
    });
  });

  it.each([
    ['an unknown type', { type: 'dynamic' }, 'config.type is "dynamic"'],
    ['a negative duration', { durationMs: -1 }, 'at least 0 is required'],
    ['a duration beyond a year', { durationMs: 400 * day }, 'is allowed'],
    ['a maximum that is text', { maxDurationMs: '5s' }, 'config.maxDurationMs is "5s"'],
    [
      'a maximum below its duration',
      { durationMs: 10, maxDurationMs: 5 },
      'must not be less than durationMs',
    ],
    ['until without a time', { type: 'until' }, 'config.until is missing'],
    ['a time of another type', { until: '2030-01-01' }, 'config.until means nothing with the type fixed'],
    ['a word for a time', { type: 'until', until: 'tomorrow' }, 'config.until is "tomorrow"'],
  ])('is refused with %s', (_, config, message) => {
    expect(issuesOf(graphWith('delay', config)).join()).toContain(message);
  });
});
