import { type Options, parse, tokTypes } from 'acorn';
import { err, ok, type Result } from '../../kernel/index.ts';
import { keysRead } from './keys-read.ts';

/** A strict block in a function, as the sandbox runs it: so `return` has a place, and every name may be declared. */
const before = "'use strict'; {\n";
const after = '\n}';

/** The names that a script reads, each with the keys of it that it reads; null: it may read any. */
export type NamesRead = ReadonlyMap<string, ReadonlySet<string> | null>;

/** The names that stand in the body of a function, or what is wrong with it and where. Runs nothing. */
export function readSource(source: string): Result<NamesRead, string> {
  const names = new Set<string>();
  const options: Options = {
    ecmaVersion: 2024,
    allowReturnOutsideFunction: true,
    onToken: (token) => {
      if (token.type === tokTypes.name && 'value' in token) names.add(String(token.value));
    },
  };
  try {
    const program = parse(`${before}${source}${after}`, options);
    const keys = keysRead(program);
    return ok(new Map([...names].map((name) => [name, keys.get(name) ?? null])));
  } catch (cause) {
    if (cause instanceof SyntaxError) return err(`is not JavaScript: ${placed(cause, source)}`);
    throw cause;
  }
}

/** What the parser says, with the place that it names counted from the beginning of the source. */
function placed({ message }: SyntaxError, source: string): string {
  const [, what = message, line = '', column = ''] = /^(.*) \((\d+):(\d+)\)$/s.exec(message) ?? [];
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/);
  if (Number(line) - 1 > lines.length) {
    return `it ends too early, or has a } too many (line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1})`;
  }
  return `${what} (line ${Number(line) - 1}, column ${Number(column) + 1})`;
}
