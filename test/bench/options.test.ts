import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { count, counts, optionsIn, someOf } from '../../bench/options.ts';
import manifest from '../../package.json' with { type: 'json' };
import { UsageError } from '../../src/server/program/read-arguments.ts';

const checkout = resolve(import.meta.dirname, '../..');
const scripts = Object.keys(manifest.scripts).filter((name) => /^bench\b/.test(name));

/** What a script of npm says, and its exit code. */
function said(script: string, argument: string): Promise<{ readonly code: unknown; readonly text: string }> {
  return new Promise((settle) => {
    execFile('npm', ['run', '--silent', script, '--', argument], { cwd: checkout }, (error, out, err) =>
      settle({ code: error === null ? 0 : error.code, text: `${out}${err}` }),
    );
  });
}

describe.each(scripts)('npm run %s', (script) => {
  it('tells how it is called, and measures nothing', async () => {
    const { code, text } = await said(script, '--help');
    expect(text).toMatch(new RegExp(`^Usage: npm run ${script}(?: -- \\[--.+\\])?\\n\\n[A-Z][^\\0]+\\.\\n$`));
    expect(code).toBe(0);
  });

  it('refuses what it does not know, and tells how it is called', async () => {
    const { code, text } = await said(script, '--loud');
    expect(text).toMatch(new RegExp(`^Unknown option '--loud'\\n\\nUsage: npm run ${script}\\b`));
    expect(code).toBe(2);
  });
});

describe('options of a benchmark', () => {
  const benchmark = {
    script: 'bench:x',
    tells: 'Tells something.',
    options: { rounds: count(3), at: counts(1, 16), shapes: someOf(['loop', 'fan']) },
  };

  it('are what holds without them, or what is given', () => {
    expect(optionsIn(benchmark, [])).toEqual({ rounds: 3, at: [1, 16], shapes: ['loop', 'fan'] });
    expect(optionsIn(benchmark, ['--rounds=10', '--at', '4', '--shapes', 'fan'])).toEqual({
      rounds: 10,
      at: [4],
      shapes: ['fan'],
    });
  });

  it.each([
    ['--rounds=0', '--rounds must be a whole number from 1 on, not "0"'],
    ['--rounds=many', '--rounds must be a whole number from 1 on, not "many"'],
    ['--at=1,', '--at must be whole numbers from 1 on, with commas between, not "1,"'],
    ['--shapes=fan,lop', '--shapes must be some of loop, fan, with commas between, not "fan,lop"'],
    ['fan', '"fan" is not expected here'],
  ])('refuse %s', (argument, problem) => {
    expect(() => optionsIn(benchmark, [argument])).toThrow(new UsageError(problem));
  });
});
