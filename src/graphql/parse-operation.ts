import { type DocumentNode, Lexer, parse, Source, TokenKind } from 'graphql';
import { introspectionCost } from './introspection-cost.ts';
import {
  introspectionRefused,
  maxIntrospection,
  operationLimits,
  operationTextRefused,
} from './operation-limits.ts';

const opening: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Parses the text of an operation. Its size is checked first: the parser, and much of what follows it, would overflow
 * the stack on a text that is nested deeply enough.
 * @throws GraphQLError for a syntax error; AppError `limit/operation`
 */
export function parseOperation(text: string): DocumentNode {
  const source = new Source(text);
  requireSmall(source);
  const document = parse(source);
  if (introspectionCost(document) > maxIntrospection) throw introspectionRefused();
  return document;
}

function requireSmall(source: Source): void {
  if (source.body.length > operationLimits.maxCharacters) throw operationTextRefused();
  const lexer = new Lexer(source);
  let tokens = 0;
  let nesting = 0;
  while (lexer.advance().kind !== TokenKind.EOF) {
    tokens += 1;
    if (opening.has(lexer.token.kind)) nesting += 1;
    if (closing.has(lexer.token.kind)) nesting -= 1;
    if (tokens > operationLimits.maxTokens || nesting > operationLimits.maxNesting) {
      throw operationTextRefused();
    }
  }
}
