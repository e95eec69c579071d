import type { IssueAt } from './issue.ts';
import { tokensOf } from './source-token.ts';

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

/** What other languages write, and what means the same here. Each is no CEL wherever it stands outside of a text. */
const elsewhere: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/^\{\{/, 'The whole setting is an expression: leave "{{" and "}}" out.'],
  [/^(===|!==)/, 'Values are compared with "==" and "!=".'],
  [/^=(?!=)/, 'Values are compared with "==", and nothing is set here.'],
  [/^and\b/, 'Write "&&" for "and".'],
  [/^or\b/, 'Write "||" for "or".'],
  [/^not\b/, 'Write "!" for "not".'],
  [/^\|(?!\|)/, 'There are no filters: call functions, as in input.text.upperAscii().'],
  [/^=>/, 'There are no arrows: write list.filter(item, item > 1).'],
  [/^\$\{/, 'Leave "${" and "}" out.'],
];
