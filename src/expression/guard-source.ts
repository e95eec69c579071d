import type { SourceRange } from '@marcbachmann/cel-js';
import { type SourceToken, tokensOf } from './source-token.ts';
import type { Findings } from './type-context.ts';

/** The functions that count work, by what they count. */
export const guards = { charged: 'c__rge', read: 'r__d', compared: 'c__mpare' } as const;

interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** A source with additions, and the way back from its offsets to those of the source it was made from. */
export interface GuardedSource {
  readonly text: string;
  readonly originalOffset: (offset: number) => number;
}

/**
 * The source with what authors need not write: `messages` as the argument of the message helpers, and calls that count
 * as work the size of what macros visit, `+` copies, functions read and comparisons look through. Without the count,
 * `x.map(a, a + a)` forty times in a row would make a terabyte out of one letter.
 */
export function guardSource(source: string, findings: Findings): GuardedSource {
  const insertions = insertionsOf(source, findings).toSorted((left, right) => left.offset - right.offset);
  let text = '';
  let copied = 0;
  for (const insertion of insertions) {
    text += source.slice(copied, insertion.offset) + insertion.text;
    copied = insertion.offset;
  }
  return {
    text: text + source.slice(copied),
    originalOffset: (offset) => originalOffset(insertions, offset),
  };
}

function originalOffset(insertions: readonly Insertion[], offset: number): number {
  let added = 0;
  for (const insertion of insertions) {
    if (insertion.offset + added >= offset) break;
    added += insertion.text.length;
  }
  return Math.max(0, offset - added);
}

function insertionsOf(source: string, findings: Findings): readonly Insertion[] {
  const insertions: Insertion[] = findings.messageCalls.map((offset) => ({ offset, text: 'messages' }));
  const guarded = [
    ...findings.charged.map((range) => ({ range, guard: guards.charged })),
    ...findings.read.map((range) => ({ range, guard: guards.read })),
    ...findings.compared.map((range) => ({ range, guard: guards.compared })),
  ];
  if (guarded.length === 0) return insertions;
  const tokens = tokensOf(source).filter((token) => token.kind !== 'space' && token.kind !== 'comment');
  const starts = new Map(tokens.map(({ start }, index) => [start, index]));
  const calls = guarded.map(({ range, guard }) => ({
    ...balancedRange({ source, tokens, starts }, range),
    call: `${guard}(`,
  }));
  // Of two that begin at one place, the call around the longer one opens first.
  for (const { start, end, call } of calls.toSorted((left, right) => right.end - left.end)) {
    insertions.push({ offset: start, text: call }, { offset: end, text: ')' });
  }
  return insertions;
}

interface Tokens {
  readonly source: string;
  readonly tokens: readonly SourceToken[];
  /** The index of the token that starts at an offset. */
  readonly starts: ReadonlyMap<number, number>;
}

/**
 * cel-js leaves the parentheses around the first and the last operand out of a range: that of `(a) + (b)` is
 * `a) + (b`. The range returned has them.
 */
function balancedRange({ source, tokens, starts }: Tokens, range: SourceRange): SourceRange {
  const first = starts.get(range.start) ?? tokens.findIndex((token) => token.start >= range.start);
  let last = first - 1;
  let depth = 0;
  let missing = 0;
  for (let token = tokens[first]; token !== undefined && token.end <= range.end; token = tokens[last + 1]) {
    last += 1;
    const symbol = source.slice(token.start, token.end);
    if (symbol === '(') depth += 1;
    if (symbol === ')') depth -= 1;
    missing = Math.max(missing, -depth);
  }
  const start = tokens[first - missing]?.start ?? range.start;
  const end = tokens[last + depth + missing]?.end ?? range.end;
  return { start, end };
}
