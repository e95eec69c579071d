import { describeCelError } from './cel-error.ts';
import type { IssueAt } from './issue.ts';
import { tokenAt } from './source-token.ts';

/** As authors write what cel-js calls by these names. */
const written: Readonly<Record<string, string>> = {
  EOF: 'the end',
  NUMBER: 'a number',
  STRING: 'a text',
  BYTES: 'bytes',
  BOOLEAN: 'true or false',
  NULL: 'null',
  IDENTIFIER: 'a name',
  PLUS: '"+"',
  MINUS: '"-"',
  MULTIPLY: '"*"',
  DIVIDE: '"/"',
  MODULO: '"%"',
  EQ: '"=="',
  NE: '"!="',
  LT: '"<"',
  LE: '"<="',
  GT: '">"',
  GE: '">="',
  AND: '"&&"',
  OR: '"||"',
  NOT: '"!"',
  IN: '"in"',
  LPAREN: '"("',
  RPAREN: '")"',
  LBRACKET: '"["',
  RBRACKET: '"]"',
  LBRACE: '"{"',
  RBRACE: '"}"',
  DOT: '"."',
  COMMA: '","',
  COLON: '":"',
  QUESTION: '"?"',
};

/** What other languages write, and how the same is said here. */
const elsewhere: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/(===|!==)/y, 'Values are compared with "==" and "!=".'],
  [/=>/y, 'There are no arrows: write list.filter(item, item > 1).'],
  [/=(?!=)/y, 'Values are compared with "=="; variables are set by nodes.'],
  [/(?<!\w)and\b/y, 'Write "&&" for "and".'],
  [/(?<!\w)or\b/y, 'Write "||" for "or".'],
  [/(?<!\w)not\b/y, 'Write "!" for "not".'],
  [/\|(?!\|)/y, 'There are no filters: call functions, as in input.topic.trim().'],
];
const inBraces = 'The whole setting is an expression: leave "{{" and "}}" out.';

/** What is wrong with the grammar of a source, with what its author was probably used to; null for other errors. */
export function grammarIssue(source: string, error: unknown): IssueAt | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const { offset, message } = describeCelError(error);
  const said = saidOf(`${error.code}`, message, wordAt(source, offset));
  if (said === null) return null;
  const advice = adviceAt(source, offset);
  return { offset, message: advice === undefined ? said : `${said} ${advice}` };
}

function saidOf(code: string, message: string, found: string): string | null {
  const [expected = '', got = ''] = (message.match(/\b[A-Z]{2,}\b/g) ?? []).map(
    (name) => written[name] ?? name,
  );
  if (code === 'expected_token') return `Here ${expected} is expected, not ${got}.`;
  if (code === 'unexpected_token') return `Here a value is expected, not ${expected}.`;
  return code === 'unexpected_character' ? `"${found}" is not expected here.` : null;
}

/** The word that begins at a place, or the sign that stands there. */
function wordAt(source: string, offset: number): string {
  const { start, end } = tokenAt(source, offset);
  return source.slice(start, end);
}

function adviceAt(source: string, offset: number): string | undefined {
  if (source.trimStart().startsWith('{{')) return inBraces;
  // cel-js stumbles at the last sign of `===`, and at the word behind `not`.
  const places = [offset, offset - 2, source.slice(0, offset).trimEnd().length - 'not'.length];
  return elsewhere.find(([pattern]) => places.some((place) => standsAt(pattern, source, place)))?.[1];
}

function standsAt(pattern: RegExp, source: string, place: number): boolean {
  pattern.lastIndex = place;
  return place >= 0 && pattern.test(source);
}
