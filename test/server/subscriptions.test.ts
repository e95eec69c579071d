import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/index.ts';
import { goodKey } from './api-under-test.ts';
import { openServerUnderTest } from './server-under-test.ts';
import { transports } from './subscribers.ts';

const ticks = 'subscription { ticks }';

describe.each(transports)('a subscription over %s', (_, connect) => {
  it('gives every value in order, and completes', async () => {
    await using under = await openServerUnderTest();
    const results = connect(under).subscribe(ticks);
    const first = results.next();
    await under.api.ticks.untilOpen(1);
    under.api.ticks.push('a', 'b', 'c');
    expect(await first).toEqual({ done: false, value: { data: { ticks: 'a' } } });
    expect((await results.next()).value).toEqual({ data: { ticks: 'b' } });
    expect((await results.next()).value).toEqual({ data: { ticks: 'c' } });
    const last = results.next();
    under.api.ticks.complete();
    expect(await last).toMatchObject({ done: true });
    await under.api.ticks.untilOpen(0);
  });

  it('needs no timer to send a value', async () => {
    await using under = await openServerUnderTest();
    const results = connect(under).subscribe(ticks);
    const first = results.next();
    await under.api.ticks.untilOpen(1);
    const before = under.clock.pendingTimers;
    under.api.ticks.push('a');
    expect((await first).value).toEqual({ data: { ticks: 'a' } });
    expect(under.clock.pendingTimers).toBe(before);
  });

  it('lets go of its source when the subscriber ends it', async () => {
    await using under = await openServerUnderTest();
    const results = connect(under).subscribe(ticks);
    const first = results.next();
    await under.api.ticks.untilOpen(1);
    under.api.ticks.push('a');
    await first;
    await results.return?.();
    await under.api.ticks.untilOpen(0);
  });

  it('lets go of its source when the connection breaks while nothing comes', async () => {
    await using under = await openServerUnderTest();
    const client = connect(under);
    const first = client.subscribe(ticks).next();
    first.catch(() => undefined);
    await under.api.ticks.untilOpen(1);
    client.dispose();
    await under.api.ticks.untilOpen(0);
    expect(under.clock.pendingTimers).toBeLessThanOrEqual(1);
  });

  it('lets go of a source that opens only after the connection broke', async () => {
    await using under = await openServerUnderTest();
    const opening = Promise.withResolvers<void>();
    under.api.beforeSubscribe = opening.promise;
    const client = connect(under);
    client
      .subscribe(ticks)
      .next()
      .catch(() => undefined);
    await under.api.subscribing.promise;
    client.dispose();
    // The server has seen the end of that connection once it answers on a later one.
    await under.post('{ hello }');
    opening.resolve();
    await under.api.ticks.untilOpen(1);
    await under.api.ticks.untilOpen(0);
  });

  it('ends with the code of an AppError that its source fails with', async () => {
    await using under = await openServerUnderTest();
    under.api.ticks.fail(new AppError('cursor/invalid', 'the cursor is beyond the end'));
    const code = await codeOf(connect(under).subscribe(ticks));
    expect(code).toBe('cursor/invalid');
    expect(under.api.ticks.open).toBe(0);
  });

  it('hides another failure of its source, and logs it', async () => {
    await using under = await openServerUnderTest();
    under.api.ticks.fail(new Error('password=hunter2'));
    const [text] = await endOf(connect(under).subscribe(ticks));
    expect(text).toContain('internal/unexpected');
    expect(text).not.toContain('hunter2');
    expect(under.log).toHaveLength(1);
    expect(String(under.log[0]?.fields.error)).toContain('hunter2');
  });

  it('is refused for an operation that is not valid', async () => {
    await using under = await openServerUnderTest();
    const [text] = await endOf(connect(under).subscribe('subscription { nothing }'));
    expect(text).toContain('input/invalid');
    expect(text).not.toContain('"http"');
  });

  it('belongs to the owner of its key', async () => {
    await using under = await openServerUnderTest();
    under.api.keys.set(goodKey, { ownerId: 'ann', role: 'user' });
    const results = connect(under, goodKey).subscribe('{ owner }');
    expect((await results.next()).value).toEqual({ data: { owner: 'ann' } });
  });

  it('is refused without a valid key', async () => {
    await using under = await openServerUnderTest();
    under.api.keys.set(goodKey, { ownerId: 'ann', role: 'user' });
    await expect(endOf(connect(under, 'bad-key').subscribe(ticks))).rejects.toBeDefined();
    expect(under.api.ticks.open).toBe(0);
  });
});

describe.each(transports)('the rights of a subscription over %s', (_, connect) => {
  const open = async (apiKey?: string) => {
    const under = await openServerUnderTest();
    if (apiKey !== undefined) under.api.keys.set(apiKey, { ownerId: 'ann', role: 'user' });
    const results = connect(under, apiKey).subscribe(ticks);
    const first = results.next();
    await under.api.ticks.untilOpen(1);
    under.api.ticks.push('a');
    await first;
    return { under, results };
  };

  it('are looked up again, and it ends with the code forbidden within 10 s of a revocation', async () => {
    const { under, results } = await open(goodKey);
    await using _under = under;
    under.api.keys.delete(goodKey);
    under.clock.advance(10_000);
    expect(await codeOf(results)).toBe('forbidden');
    await under.api.ticks.untilOpen(0);
  });

  it.each([
    ['another role', { ownerId: 'ann', role: 'admin' }],
    ['another owner', { ownerId: 'bob', role: 'user' }],
  ] as const)('are lost with %s', async (_name, viewer) => {
    const { under, results } = await open(goodKey);
    await using _under = under;
    under.api.keys.set(goodKey, viewer);
    await under.server.recheckRights();
    expect(await codeOf(results)).toBe('forbidden');
  });

  it('are lost for the local owner once there is a key', async () => {
    const { under, results } = await open();
    await using _under = under;
    under.api.keys.set(goodKey, { ownerId: 'ann', role: 'user' });
    await under.server.recheckRights();
    expect(await codeOf(results)).toBe('forbidden');
  });

  it('are kept while they cannot be looked up, and looked up again later', async () => {
    const { under, results } = await open(goodKey);
    await using _under = under;
    under.api.outage = new AppError('database/unavailable', 'away');
    await under.server.recheckRights();
    const next = results.next();
    under.api.ticks.push('b');
    expect((await next).value).toEqual({ data: { ticks: 'b' } });
    under.api.outage = null;
    under.api.keys.clear();
    under.clock.advance(10_000);
    expect(await codeOf(results)).toBe('forbidden');
  });
});

it('looks the rights of many subscriptions with one key up at once', async () => {
  await using under = await openServerUnderTest();
  under.api.keys.set(goodKey, { ownerId: 'ann', role: 'user' });
  for (const [, connect] of transports) {
    for (let at = 0; at < 5; at += 1)
      connect(under, goodKey)
        .subscribe(ticks)
        .next()
        .catch(() => undefined);
  }
  await under.api.ticks.untilOpen(10);
  const before = under.api.authentications;
  await under.server.recheckRights();
  expect(under.api.authentications - before).toBe(1);
});

/** What ended a subscription, as text, and after which values. */
async function endOf(
  results: AsyncIterable<{ readonly errors?: unknown }>,
): Promise<readonly [string, readonly unknown[]]> {
  const values: unknown[] = [];
  try {
    for await (const result of results) {
      if (result.errors) return [JSON.stringify(result), values];
      values.push(result);
    }
  } catch (error) {
    // What a client of WebSockets throws for an operation that ended with errors.
    if (Array.isArray(error)) return [JSON.stringify(error), values];
    throw error;
  }
  return ['', values];
}

async function codeOf(results: AsyncIterable<{ readonly errors?: unknown }>): Promise<string | undefined> {
  const [text] = await endOf(results);
  return /"code":"([^"]*)"/.exec(text)?.[1];
}
