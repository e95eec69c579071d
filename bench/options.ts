import { readArguments, UsageError } from '../src/server/program/read-arguments.ts';

/** An option of a benchmark. */
interface Option<T> {
  /** What holds where it is left out, as it would be typed. */
  readonly preset: string;
  /** What must stand there, to be read after "must be". */
  readonly wanted: string;
  /** @returns null for what it does not take */
  readonly read: (text: string) => T | null;
}

interface Benchmark<Options> {
  /** As npm calls it: `bench:latency`. */
  readonly script: string;
  /** What it tells: the beginning of its help. */
  readonly tells: string;
  readonly options: Options;
}

type Values<Options> = {
  readonly [name in keyof Options]: Options[name] extends Option<infer T> ? T : never;
};

/** How often, or how many: a whole number that is not 0. */
export function count(preset: number): Option<number> {
  return { preset: String(preset), wanted: 'a whole number from 1 on', read: countIn };
}

export function counts(...presets: readonly number[]): Option<readonly number[]> {
  return {
    preset: presets.join(','),
    wanted: 'whole numbers from 1 on, with commas between',
    read: (text) => allOrNone(text.split(',').map(countIn)),
  };
}

export function someOf<T extends string>(all: readonly T[]): Option<readonly T[]> {
  const named = (text: string): T | null => all.find((one) => one === text) ?? null;
  return {
    preset: all.join(','),
    wanted: `some of ${all.join(', ')}, with commas between`,
    read: (text) => allOrNone(text.split(',').map(named)),
  };
}

/** What the command line gives; where help is wanted, or the line is wrong, it says so and ends the process. */
export function readOptions<Options extends Readonly<Record<string, Option<unknown>>>>(
  benchmark: Benchmark<Options>,
): Values<Options> {
  try {
    const values = optionsIn(benchmark, process.argv.slice(2));
    if (values !== null) return values;
    process.stdout.write(helpOf(benchmark));
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${helpOf(benchmark)}`);
    process.exit(2);
  }
}

/** @returns null where help is wanted @throws UsageError */
export function optionsIn<Options extends Readonly<Record<string, Option<unknown>>>>(
  benchmark: Benchmark<Options>,
  given: readonly string[],
): Values<Options> | null {
  const names = Object.keys(benchmark.options);
  const read = readArguments({ help: helpOf(benchmark), options: names }, given);
  if (read === null) return null;
  const entries = Object.entries(benchmark.options).map(([name, option]) => {
    const text = read.options[name] ?? option.preset;
    const value = option.read(text);
    if (value === null) throw new UsageError(`--${name} must be ${option.wanted}, not "${text}"`);
    return [name, value];
  });
  // Each was read by the option of its name.
  return Object.fromEntries(entries) as Values<Options>;
}

function helpOf({ script, tells, options }: Benchmark<Readonly<Record<string, Option<unknown>>>>): string {
  const taken = Object.entries(options).map(([name, { preset }]) => `[--${name} ${preset}]`);
  const usage = ['Usage: npm run', script, ...(taken.length > 0 ? ['--', ...taken] : [])];
  return `${usage.join(' ')}\n\n${tells}\n`;
}

function countIn(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

function allOrNone<T>(values: readonly (T | null)[]): readonly T[] | null {
  const present = values.filter((value) => value !== null);
  return present.length === values.length ? present : null;
}
