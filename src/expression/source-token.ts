/** A piece of CEL source. `text` is a string or bytes literal with its prefix and quotes. */
export interface SourceToken {
  readonly kind: 'comment' | 'identifier' | 'space' | 'symbol' | 'text';
  readonly start: number;
  readonly end: number;
}

const identifierPattern = /[A-Za-z_][A-Za-z0-9_]*/y;
const spacePattern = /\s+/y;
const literalPattern = /([rbRB]{0,2})("""|'''|"|')/y;

/**
 * The token that starts at `start`. It knows as much of CEL's lexical grammar as is needed to tell names from the
 * inside of literals; a literal without an end reaches to the end of the source, where the parser will refuse it.
 */
export function tokenAt(source: string, start: number): SourceToken {
  const literal = matchAt(literalPattern, source, start);
  if (literal !== null) {
    return { kind: 'text', start, end: literalEnd(source, start, literal) };
  }
  const identifier = matchAt(identifierPattern, source, start);
  if (identifier !== null) return { kind: 'identifier', start, end: start + identifier[0].length };
  const space = matchAt(spacePattern, source, start);
  if (space !== null) return { kind: 'space', start, end: start + space[0].length };
  if (source.startsWith('//', start)) {
    const end = source.indexOf('\n', start);
    return { kind: 'comment', start, end: end < 0 ? source.length : end };
  }
  return { kind: 'symbol', start, end: start + 1 };
}

/** All tokens of the source, in order and without gaps. */
export function tokensOf(source: string): readonly SourceToken[] {
  const tokens: SourceToken[] = [];
  for (let start = 0; start < source.length; ) {
    const token = tokenAt(source, start);
    tokens.push(token);
    start = token.end;
  }
  return tokens;
}

function matchAt(pattern: RegExp, source: string, start: number): RegExpExecArray | null {
  pattern.lastIndex = start;
  return pattern.exec(source);
}

function literalEnd(source: string, start: number, literal: RegExpExecArray): number {
  const [opening, prefix = '', quote = '"'] = literal;
  const raw = prefix.toLowerCase().includes('r');
  let position = start + opening.length;
  while (position < source.length) {
    if (source.startsWith(quote, position)) return position + quote.length;
    if (quote.length === 1 && source[position] === '\n') return position;
    position += source[position] === '\\' && !raw ? 2 : 1;
  }
  return source.length;
}
