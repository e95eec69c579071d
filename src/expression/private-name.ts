import { err, ok, type Result } from '../kernel/index.ts';
import type { IssueAt } from './issue.ts';
import { type SourceToken, tokensOf } from './source-token.ts';

/**
 * Names that CEL or cel-js keep for themselves and that our expressions need: `loop` is a reserved word, and the
 * built-in `matches` backtracks and cannot be replaced. They are written into the source under a private name of
 * the same length, so that every position stays true.
 */
const privateNames: ReadonlyMap<string, string> = new Map([
  ['loop', 'l__p'],
  ['matches', 'm__ches'],
]);
const publicNames: ReadonlyMap<string, string> = new Map(
  [...privateNames].map(([name, alias]) => [alias, name]),
);

/** The name that the author wrote. */
export function publicName(name: string): string {
  return publicNames.get(name) ?? name;
}

/** A message of CEL with the names that the author wrote, and without its marks for types known at run time. */
export function withPublicNames(message: string): string {
  return message.replace(/\b(l__p|m__ches)\b/g, publicName).replace(/dyn<((?:[^<>]|<[^<>]*>)*)>/g, '$1');
}

/** The source with private names instead of public ones. */
export function usePrivateNames(source: string): Result<string, IssueAt> {
  const parts: string[] = [];
  const tokens = tokensOf(source);
  for (const [index, token] of tokens.entries()) {
    const text = source.slice(token.start, token.end);
    if (token.kind === 'identifier' && publicNames.has(text)) {
      return err({ offset: token.start, message: `The name "${text}" is unknown.` });
    }
    parts.push(token.kind === 'identifier' ? privateText(source, tokens, index) : text);
  }
  return ok(parts.join(''));
}

function privateText(source: string, tokens: readonly SourceToken[], index: number): string {
  const token = tokens[index];
  const name = token === undefined ? '' : source.slice(token.start, token.end);
  const applies =
    name === 'loop' ? !follows(source, tokens, index, -1, '.') : follows(source, tokens, index, 1, '(');
  return applies ? (privateNames.get(name) ?? name) : name;
}

/** Whether the nearest token in this direction that means something is the symbol. */
function follows(
  source: string,
  tokens: readonly SourceToken[],
  index: number,
  direction: -1 | 1,
  symbol: string,
): boolean {
  let position = index + direction;
  while (tokens[position]?.kind === 'space' || tokens[position]?.kind === 'comment') position += direction;
  const token = tokens[position];
  return token !== undefined && source.slice(token.start, token.end) === symbol;
}

/** The values with `loop` under its private name too. */
export function withPrivateValues(
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.hasOwn(values, 'loop') ? { ...values, l__p: values.loop } : values;
}
