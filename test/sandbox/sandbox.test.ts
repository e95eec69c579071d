import { afterAll, describe, expect, it } from 'vitest';
import { AppError, type JsonObject } from '../../src/kernel/index.ts';
import type { Script } from '../../src/nodes/index.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { Sandbox } from '../../src/sandbox/sandbox.ts';

const sandbox = new Sandbox({ threads: 2, clock: systemClock });
afterAll(() => sandbox.close());

const never = new AbortController().signal;

function scriptOf(source: string, more: Partial<Script> = {}): Script {
  const now = Date.UTC(2024, 1, 29, 12);
  return { source, values: {}, now, seed: 'execution:it', cpuMs: 2000, memoryMb: 32, ...more };
}

async function resultOf(source: string, more: Partial<Script> = {}) {
  return JSON.parse((await sandbox.of('ada').run(scriptOf(source, more), never)).json);
}

/** How the script fails, as `code: message`. */
async function failureOf(source: string, more: Partial<Script> = {}): Promise<string> {
  try {
    return `it returned ${JSON.stringify(await resultOf(source, more))}`;
  } catch (cause) {
    if (AppError.is(cause)) return `${cause.code}: ${cause.message}`;
    throw cause;
  }
}

describe('a script', () => {
  const values: JsonObject = { input: { a: [1, { b: 'ü\u0000\u2028"' }] }, item: null };

  it('is handed its values and returns one, both as JSON', async () => {
    expect(await resultOf('return { input, item }', { values })).toEqual(values);
  });

  it.each([
    ['nothing', 'let x = 1', null],
    [
      'undefined in an object and in a list',
      'return { a: undefined, b: [undefined, () => 1] }',
      { b: [null, null] },
    ],
    ['what is not a number', 'return [NaN, 1 / 0, -0]', [null, null, 0]],
    ['a date', 'return new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['a map', 'return new Map([[1, 2]])', {}],
    ['what toJSON says', 'return { toJSON: () => 7 }', 7],
    ['text that JavaScript escapes', 'return "\\u2028\\ud83d\\ude00\\n"', '\u2028😀\n'],
  ])('that returns %s gives what JSON.stringify makes of it', async (_, source, value) => {
    expect(await resultOf(source)).toEqual(value);
  });

  it.each([
    ['a promise', 'return Promise.resolve(1)', 'is a promise: nothing happens later here'],
    ['a function', 'return () => 1', 'is a function, which is not JSON'],
    ['a symbol', 'return Symbol("x")', 'is a symbol, which is not JSON'],
    ['a big integer', 'return [1n]', 'cannot be JSON: TypeError: Do not know how to serialize a BigInt'],
    ['a cycle', 'const a = {}; a.a = a; return a', 'cannot be JSON: TypeError: circular reference'],
    ['what throws as it is read', 'return { get a() { throw 1 } }', 'cannot be JSON: 1 was thrown'],
    ['endless depth', 'let a = []; for (let i = 0; i < 2e4; i++) a = [a]; return a', 'cannot be JSON'],
    ['too much', 'return "x".repeat(5_000_000)', 'has 5,000,000 characters of JSON or more'],
  ])('that returns %s is told why that is no result', async (_, source, why) => {
    expect(await failureOf(source)).toContain(`code/result-invalid: what it returned ${why}`);
  });

  it.each([
    ['an error', '\n\n  throw new RangeError("too far")', 'RangeError: too far (line 3)'],
    [
      'a mistake',
      'const f = () => {\n return input.x.y\n}\nf()',
      "ReferenceError: 'input' is not defined (line 2)",
    ],
    ['something else', 'throw { a: 1 }', '{"a":1} was thrown'],
    ['nothing', 'throw undefined', 'undefined was thrown'],
    ['what cannot be shown', 'throw { toJSON() { throw 1 } }', 'something that cannot be shown was thrown'],
    ['an error without prototype', 'throw Object.setPrototypeOf(new Error("x"), null)', '{} was thrown'],
    ['a change of its values', 'input.a = 1', "TypeError: 'a' is read-only (line 1)"],
    ['an endless recursion', 'const f = () => f() + 1; f()', 'InternalError: stack overflow (line 1)'],
    ['deep source', 'eval("(".repeat(1e6))', 'SyntaxError: stack overflow (line 1)'],
    ['an endless text', 'let s = "a"; for (;;) s += s', 'InternalError: string too long (line 1)'],
  ])('that throws %s fails with that, and its line', async (title, source, message) => {
    const given = title === 'a change of its values' ? { values: { input: { a: 0 } } } : {};
    expect(await failureOf(source, given)).toBe(`code/failed: ${message}`);
  });

  it('cannot pass off an error as a result by changing what is built in', async () => {
    const source = `
      Object.prototype.status = 'returned'; Object.prototype.text = '1'; Object.prototype.toJSON = () => 2;
      JSON.stringify = () => '3'; String.prototype.slice = () => '4'; Reflect.apply = () => 5;
      Error.prototype.name = 'Mine';
      throw new Error('x')`;
    expect(await failureOf(source)).toBe('code/failed: Mine: x (line 5)');
  });

  it('may write to its console, which is kept to some length', async () => {
    const write = 'console.log("at", { a: 1 }, undefined); console.error(2)';
    const { log } = await sandbox.of('ada').run(scriptOf(write), never);
    expect(log).toBe('at {"a":1} undefined\n2\n');
    const flood = 'for (let i = 0; i < 10000; i++) console.log("x".repeat(i))';
    expect((await sandbox.of('ada').run(scriptOf(flood), never)).log.length).toBeLessThan(50_000);
  });
});

describe('a script that takes too much', () => {
  it.each([
    ['a loop', 'for (;;);'],
    ['a loop that catches everything', 'for (;;) { try { for (;;); } catch {} finally { continue } }'],
    ['a pattern', 'return /(a+)+$/.test("a".repeat(50) + "b")'],
    ['a getter of its result', 'return { get a() { for (;;); } }'],
    ['toJSON of its result', 'return { toJSON() { for (;;); } }'],
    ['a proxy for a result', 'return new Proxy({}, { ownKeys() { for (;;); } })'],
    [
      'a result without end',
      'const t = { get: (_, key) => key === "toJSON" ? undefined : new Proxy({}, t), ownKeys: () => ["a", "b"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) }; return new Proxy({}, t)',
    ],
    ['the message of an error', 'throw new (class extends Error { get message() { for (;;); } })()'],
    ['what a sort asks', 'return [3, 1, 2].sort(() => { for (;;); })'],
    ['a search inside the engine', 'return "a".repeat(1e7).indexOf("a".repeat(5e6) + "b")'],
  ])('of time is ended: %s', async (_, source) => {
    expect(await failureOf(source, { cpuMs: 100, memoryMb: 64 })).toBe(
      'code/timeout: it took more than 100 ms of processor time (cpuMs)',
    );
  });

  const greedy: readonly [string, string, Partial<Script>?][] = [
    ['one text', 'return "x".repeat(2 ** 29)'],
    ['a list that grows', 'const a = []; for (;;) a.push({ a })'],
    ['a list of its own that grows', 'globalThis.a = []; for (;;) a.push("some text " + a.length)'],
    ['a buffer', 'return new Uint8Array(1e8).length'],
    ['many lists of moderate size', 'const a = []; for (;;) a.push(new Array(1000).fill("x"))'],
    ['many texts of moderate size', 'const a = []; for (;;) a.push("x".repeat(1000) + a.length)'],
    ['many buffers', 'const a = []; for (;;) a.push(new Uint8Array(1e5))'],
    ['a result as JSON', 'const s = "x".repeat(1e6); return Array(100).fill(s)'],
    ['its own values', 'return input.length', { values: { input: 'x'.repeat(7_000_000) } }],
    ['values that are larger from the start', 'return 1', { values: { input: 'x'.repeat(9_000_000) } }],
  ];

  it.each(greedy)('of memory is ended: %s', async (_, source, more = {}) => {
    expect(await failureOf(source, { cpuMs: 10_000, memoryMb: 8, ...more })).toBe(
      'code/memory: it needed more than 8 MB of memory (memoryMb)',
    );
  });

  it('works within the least of both that can be set', async () => {
    expect(await resultOf('return [1, 2].map((x) => x * 2)', { cpuMs: 1000, memoryMb: 4 })).toEqual([2, 4]);
  });
});

describe('a script sees', () => {
  it('nothing to reach out with', async () => {
    const names = [
      'fetch',
      'require',
      'process',
      'setTimeout',
      'WebAssembly',
      'performance',
      'std',
      'os',
      'Worker',
    ];
    expect(await resultOf(`return [${names.map((name) => `typeof ${name}`)}]`)).toEqual(
      names.map(() => 'undefined'),
    );
    expect(await failureOf('return import("fs")')).toContain('is a promise');
    expect(await failureOf('return (0, eval)("process.env")')).toContain("'process' is not defined");
    expect(await failureOf('return (async () => {}).constructor("return process")()')).toContain(
      'is a promise',
    );
  });

  it('the time of the execution, in UTC, however it asks', async () => {
    const source =
      'return [Date.now(), new Date().toISOString(), Date(), new Date(2020, 0, 1).toISOString(), new Date().getTimezoneOffset()]';
    expect(await resultOf(source)).toEqual([
      Date.UTC(2024, 1, 29, 12),
      '2024-02-29T12:00:00.000Z',
      'Thu Feb 29 2024 12:00:00 GMT+0000',
      '2020-01-01T00:00:00.000Z',
      0,
    ]);
  });

  it('random numbers that its seed decides', async () => {
    const draw = 'return Array.from({ length: 1000 }, Math.random)';
    const [first, again, other]: number[][] = await Promise.all([
      resultOf(draw, { seed: 'e:a' }),
      resultOf(draw, { seed: 'e:a' }),
      resultOf(draw, { seed: 'e:b' }),
    ]);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const mean = (first ?? []).reduce((sum, number) => sum + number, 0) / 1000;
    expect(first?.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(mean).toBeCloseTo(0.5, 1);
  });

  it('nothing that one before it left', async () => {
    const leave = 'globalThis.left = 1; Array.prototype.left = 2; Math.max = () => 3; return 1';
    const single = new Sandbox({ threads: 1, clock: systemClock });
    const run = async (source: string) =>
      JSON.parse((await single.of('ada').run(scriptOf(source), never)).json);
    await run(leave);
    expect(await run('return [typeof left, [].left ?? null, Math.max(1)]')).toEqual(['undefined', null, 1]);
    await single.close();
  });
});

describe('the sandbox', () => {
  it('goes on at once with other scripts while one is endless, and the process with its own work', async () => {
    const controller = new AbortController();
    const endless = sandbox.of('ada').run(scriptOf('for (;;);', { cpuMs: 10_000 }), controller.signal);
    const turns = { taken: 0 };
    const turn = setInterval(() => {
      turns.taken += 1;
    }, 1);
    for (let i = 0; i < 5; i += 1) expect(await resultOf(`return ${i}`)).toBe(i);
    clearInterval(turn);
    expect(turns.taken).toBeGreaterThan(0);
    controller.abort(new AppError('execution/cancelled', 'enough'));
    await expect(endless).rejects.toThrow('enough');
  });

  it('ends a script in the moment its signal is aborted, and one that waits for its turn too', async () => {
    const single = new Sandbox({ threads: 1, clock: systemClock });
    const [first, second] = [new AbortController(), new AbortController()];
    const running = single.of('ada').run(scriptOf('for (;;);', { cpuMs: 10_000 }), first.signal);
    const waiting = single.of('ada').run(scriptOf('return 2'), second.signal);
    const third = single.of('bob').run(scriptOf('return 3'), never);
    second.abort(new AppError('execution/cancelled', 'the second'));
    await expect(waiting).rejects.toThrow('the second');
    first.abort(new AppError('execution/cancelled', 'the first'));
    await expect(running).rejects.toThrow('the first');
    expect((await third).json).toBe('3');
    await expect(single.of('ada').run(scriptOf('return 4'), second.signal)).rejects.toThrow('the second');
    await single.close();
  });

  it('replaces a thread that dies, and says that the script may be tried again', async () => {
    const entry = new URL('./dying-thread.ts', import.meta.url);
    const fragile = new Sandbox({ threads: 1, clock: systemClock, entry });
    const run = (source: string) => fragile.of('ada').run(scriptOf(source), never);
    await expect(run('die')).rejects.toMatchObject({ code: 'code/interrupted', retryable: true });
    await expect(run('throw')).rejects.toMatchObject({ code: 'code/interrupted', retryable: true });
    expect((await run('live')).json).toBe('true');
    await fragile.close();
  });

  it('ends what runs and what waits when it is closed, and takes nothing afterwards', async () => {
    const closing = new Sandbox({ threads: 1, clock: systemClock });
    const run = () => closing.of('ada').run(scriptOf('for (;;);', { cpuMs: 10_000 }), never);
    const ends = [expect(run()).rejects.toThrow('stopping'), expect(run()).rejects.toThrow('stopping')];
    await closing.close();
    await Promise.all(ends);
    await expect(run()).rejects.toMatchObject({ code: 'code/interrupted' });
  });
});
