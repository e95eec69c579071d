import { afterAll, describe, expect, it } from 'vitest';
import { AppError, type JsonObject } from '../../src/kernel/index.ts';
import type { Script, ScriptRunner } from '../../src/nodes/index.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { createSandbox, refusedScripts } from '../../src/sandbox/index.ts';
import { RecordedWorld } from './recorded-world.ts';
import { type ActivationParts, graphWith, issuesOf, perform } from './run-node.ts';

const sandbox = createSandbox(systemClock);
afterAll(() => sandbox.close());

async function run(config: JsonObject, visit: ActivationParts = {}, runner = sandbox.of('ada')) {
  const world = new RecordedWorld({ runner });
  return { outcome: await perform(graphWith('code', config), world, visit), world };
}

/** Keeps what it is asked. */
class RecordedRunner implements ScriptRunner {
  readonly scripts: Script[] = [];

  run(script: Script) {
    this.scripts.push(script);
    return Promise.resolve({ json: '1', log: '' });
  }
}

describe('code: what it gives', () => {
  it('is what the script returns, made from what the execution knows', async () => {
    const source =
      'const total = input.prices.reduce((sum, price) => sum + price, 0);\nreturn { total, by: vars.by }';
    const values = { input: { prices: [1, 2.5] }, vars: { by: 'ada' } };
    const { outcome } = await run({ source }, { values });
    expect(outcome).toEqual({ status: 'completed', port: 'out', output: { total: 3.5, by: 'ada' } });
  });

  it('is null where the script returns nothing', async () => {
    expect((await run({ source: 'let x' })).outcome).toMatchObject({ status: 'completed', output: null });
  });

  it('is typed by the schema of its output', () => {
    const output = { type: 'object', properties: { total: { type: 'number' } } };
    const graph = graphWith(
      'code',
      { source: 'return {}', output },
      { outputs: { x: 'nodes.it.output.totl' } },
    );
    expect(issuesOf(graph).join()).toContain('Did you mean "total"?');
    const untyped = graphWith(
      'code',
      { source: 'return {}' },
      { outputs: { x: 'nodes.it.output.anything' } },
    );
    expect(issuesOf(untyped)).toEqual([]);
  });

  it('is told to who debugs, with what the script wrote to its console', async () => {
    const { world } = await run({ source: 'console.log("seen"); return 1' });
    expect(world.debugged).toEqual([{ message: 'code console', data: 'seen\n' }]);
    expect((await run({ source: 'return 1' })).world.debugged).toEqual([]);
  });
});

describe('code: what a script is handed', () => {
  const values = { input: { a: 1 }, vars: { b: 2 }, item: 3 };

  it('are the names that stand in it, the time of the visit, and a seed that all attempts share', async () => {
    const runner = new RecordedRunner();
    const source = "return input['a'] + typeof item + missing /* vars */";
    for (const attempt of [1, 2]) await run({ source, cpuMs: 5, memoryMb: 6 }, { values, attempt }, runner);
    const script = {
      source,
      cpuMs: 5,
      memoryMb: 6,
      values: { input: { a: 1 }, item: 3 },
      now: 1_700_000_000_000,
      seed: 'execution:it',
    };
    expect(runner.scripts).toEqual([script, script]);
  });

  it.each([
    ['keys that it spells', 'return nodes.a?.x + nodes["b"]', ['a', 'b']],
    ['a key, and in that one of its own name', 'return nodes.a.nodes', ['a']],
    ['a key that it computes', 'return nodes.a + nodes[item]', ['a', 'b', 'c']],
    ['all of them', 'return [nodes.a, { ...nodes }]', ['a', 'b', 'c']],
    ['all by taking it apart', 'const { a } = nodes; return a', ['a', 'b', 'c']],
    ['whether one is there', 'return nodes.hasOwnProperty("b")', ['a', 'b', 'c']],
    ['what it evaluates', 'return eval("nodes.c") + nodes.a', ['a', 'b', 'c']],
    ['its arguments', 'return arguments.length + nodes.a', ['a', 'b', 'c']],
  ])('are of an object only the keys that it reads: %s', async (_, source, keys) => {
    const runner = new RecordedRunner();
    await run({ source }, { values: { nodes: { a: { x: 1 }, b: 2, c: 3 }, item: 'b' } }, runner);
    expect(Object.keys(Object(runner.scripts[0]?.values.nodes))).toEqual(keys);
  });

  it('may be called otherwise in it', async () => {
    const source = 'const input = 5; for (const vars of [1]) return input + vars';
    expect((await run({ source }, { values })).outcome).toMatchObject({ output: 6 });
  });
});

describe('code: failures', () => {
  it.each([
    [
      'throws',
      { source: '\nthrow new Error("no stock")' },
      'code/failed',
      'node "it": Error: no stock (line 2)',
    ],
    ['is endless', { source: 'for (;;);', cpuMs: 20 }, 'code/timeout', 'more than 20 ms'],
    ['needs too much memory', { source: 'return "x".repeat(1e8)' }, 'code/memory', 'more than 64 MB'],
    ['returns a cycle', { source: 'const a = []; a[0] = a; return a' }, 'code/result-invalid', 'circular'],
    [
      'returns what is too deep',
      { source: 'let a = 0; for (let i = 0; i < 70; i++) a = [a]; return a' },
      'code/result-invalid',
      'what it returned cannot be kept: it is nested deeper than 64 levels',
    ],
    [
      'returns a key that JavaScript gives a meaning',
      { source: 'return [JSON.parse(\'{"__proto__":{"admin":true}}\')]' },
      'code/result-invalid',
      'it has the key "__proto__"',
    ],
    [
      'returns what its schema refuses',
      {
        source: 'return { total: "3" }',
        output: { type: 'object', properties: { total: { type: 'number' } } },
      },
      'code/result-invalid',
      'what it returned does not satisfy output: output.total must be a number',
    ],
  ])('come where the script %s, and are not tried again', async (_, config, code, message) => {
    const { outcome } = await run(config);
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code, message: expect.stringContaining(message), retryable: false },
    });
  });

  it('may be tried again where the sandbox broke off', async () => {
    const broken: ScriptRunner = {
      run: () => Promise.reject(new AppError('code/interrupted', 'it has ended', { retryable: true })),
    };
    const { outcome } = await run({ source: 'return 1' }, {}, broken);
    expect(outcome).toMatchObject({ error: { code: 'code/interrupted', retryable: true } });
  });

  it('come where the operator allows no code', async () => {
    const { outcome } = await run({ source: 'return 1' }, {}, refusedScripts.of('ada'));
    expect(outcome).toMatchObject({
      error: { code: 'code/not-allowed', message: expect.stringContaining('CHATTER_CODE') },
    });
  });

  it('of the sandbox itself are no failures of the node', async () => {
    const faulty: ScriptRunner = { run: () => Promise.reject(new Error('a bug')) };
    await expect(run({ source: 'return 1' }, {}, faulty)).rejects.toThrow('a bug');
  });
});

describe('code: its configuration', () => {
  it.each([
    ['no source', {}, 'config.source is missing'],
    ['an empty source', { source: '' }, 'config.source'],
    [
      'a source that ends too early',
      { source: 'return [1,' },
      'it ends too early, or has a } too many (line 1, column 11)',
    ],
    ['a mistake in the second line', { source: 'let a;\n  let = 2' }, '(line 2, column 3)'],
    ['what is only for modules', { source: 'import x from "y"' }, '(line 1, column 1)'],
    ['waiting', { source: 'return await 1' }, 'Unexpected token (line 1, column 14)'],
    [
      'a name declared twice',
      { source: 'let a; let a' },
      "Identifier 'a' has already been declared (line 1, column 12)",
    ],
    ['a pattern that is none', { source: 'return /(/' }, 'Unterminated group (line 1, column 9)'],
    ['what would end the function around it', { source: '} }); fetch(); ({ a() {' }, '(line 1, column 3)'],
    ['source without end', { source: '('.repeat(100_000) }, 'is not JavaScript'],
    ['more time than a script may have', { source: 'return 1', cpuMs: 10_001 }, 'at most 10000 is allowed'],
    ['more memory than a script may have', { source: 'return 1', memoryMb: 257 }, 'at most 256 is allowed'],
    [
      'a schema that is none',
      { source: 'return 1', output: { type: 'text' } },
      'config.output.type must be one of',
    ],
  ])('is refused with %s', (_, config, message) => {
    expect(issuesOf(graphWith('code', config)).join()).toContain(message);
  });
});

/** What is new in the language, and what people have got wrong in it. */
const fragments = [
  'let { a, ...b } = { a: 1, c: 2 }; return b',
  'return input?.a ?? 0 || null',
  'return (input?.a ?? 0) ** 2',
  'class A { #x = 1; static y = 2; static { A.y = 3 } get x() { return this.#x } has(o) { return #x in o } } return new A().x',
  'return [...new Set([1, 1])].at(-1)',
  'label: for (const a of [1]) { for (;;) continue label }',
  `return \`a\${\`b\${1}\`}c\``,
  'return ((a, b = a, ...c) => [a, b, c])(1)',
  'function* g() { yield* [1, 2] } return [...g()]',
  'return (async () => { for await (const x of []) x; })() && 1',
  'var a = 1; var a = 2; return a',
  'function f() { return 1 } return f()',
  'function f() {} function f() {}',
  'return 1_000n > 5n',
  'return 010',
  'return "\\08"',
  'delete input',
  'with (input) { a }',
  'arguments = 1',
  'eval = 1',
  'let let = 1',
  'return /(?<year>\\d{4})-\\k<year>/u.test("x")',
  'return /[\\p{L}--[a-z]]/v.test("x")',
  'return /(?<!a)b/s.test("b")',
  'return /a{2,1}/',
  'return /\\u{110000}/u',
  'try { x } catch { } finally { }',
  'if (1) function f() {}',
  'a: { break a }',
  'break',
  'return new.target',
  'super.x',
  'yield = 1',
  'return { __proto__: null, __proto__: null }',
  'return ({ a = 1 })',
  '({ a = 1 } = {})',
  'x ||= 1; y &&= 2; z ??= 3',
  'return a => {}, 1',
  'for (let i, j of []) {}',
  'for (const x in null) {}',
  'return import.meta',
  'return typeof import("x")',
  'return #a',
  '/* unclosed',
  'return "a\nb"',
  'return `a\nb`',
  '<!-- a comment of old',
  'return 1 // the end',
  'return 0b102',
  'return 3in []',
  '({ get a(b) {} })',
  '({ set a() {} })',
  'class A { constructor() {} constructor() {} }',
  'const a',
  'let [a]',
  'return async x => await x',
  'async () => { let await }',
  'return \u0061 \\u0061',
  'var \\u{61}b = 1; return ab',
  `\`\${`,
  'do x(); while (0) return 1',
  'throw\n1',
  'switch (1) { case 1: let a; default: let a }',
  'return ((a, a) => 1)',
  'using x = null',
  'return a?.b = 1',
  'return -1 ** 2',
  'return async function () { return await 1 } && 2',
];

describe('code: what validation reads', () => {
  it.each(fragments)('is what the engine reads: %s', async (source) => {
    const isValid = issuesOf(graphWith('code', { source })).length === 0;
    const { outcome } = isValid ? await run({ source }) : { outcome: null };
    const refusal = outcome?.status === 'failed' && outcome.error.message.includes('SyntaxError');
    expect(refusal).toBe(false);
  });

  it('is refused in those that nobody can read, and only in those', () => {
    const refused = fragments.filter((source) => issuesOf(graphWith('code', { source })).length > 0);
    expect(refused.length).toBeGreaterThan(25);
    expect(fragments.length - refused.length).toBeGreaterThan(25);
  });
});
