import { parseArgs } from 'node:util';

/** What a program takes on its command line, beside `--help`. */
export interface ArgumentsForm<Option extends string> {
  /** What `--help` shows. */
  readonly help: string;
  /** Options, each with a value. */
  readonly options?: readonly Option[];
  /** What may stand alone; one of them at most. */
  readonly words?: readonly string[];
}

export interface Arguments<Option extends string> {
  readonly options: { readonly [name in Option]?: string };
  readonly word: string | null;
}

/** That a command line is not as the program takes it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @returns null where help is wanted @throws UsageError */
export function readArguments<Option extends string>(
  { options: names = [], words = [] }: ArgumentsForm<Option>,
  given: readonly string[],
): Arguments<Option> | null {
  const { values, positionals } = parsed(names, given);
  if (values.help === true) return null;
  const [word = null, ...rest] = positionals;
  const unknown = word !== null && !words.includes(word) ? word : rest[0];
  if (unknown !== undefined) throw new UsageError(`"${unknown}" is not expected here`);
  const options: { [name in Option]?: string } = {};
  for (const name of names) {
    const value = values[name];
    if (typeof value === 'string') options[name] = value;
  }
  return { options, word };
}

interface Parsed {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

function parsed(names: readonly string[], given: readonly string[]): Parsed {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  const help = { type: 'boolean', short: 'h' } as const;
  try {
    return parseArgs({ args: [...given], options: { ...options, help }, allowPositionals: true });
  } catch (error) {
    // What follows the first sentence is advice for other programs than these.
    const [problem = ''] = String(error instanceof Error ? error.message : error).split(/\. |\.?\n/);
    throw new UsageError(problem);
  }
}
