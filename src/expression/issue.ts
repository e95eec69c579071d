import type { ErrorCode } from '../kernel/index.ts';
import { positionAt } from './source-position.ts';

/** Why an expression or a template was refused, and where: `line` and `column` count from 1. */
export interface ExpressionIssue {
  readonly code: Extract<ErrorCode, 'expression/invalid'>;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** What was probably meant, ready to be written in place of the name at this position. */
  readonly suggestion?: string;
}

/** Why a checked expression has no value for these data. */
export interface ExpressionFailure {
  readonly code: Extract<ErrorCode, 'expression/failed'>;
  readonly message: string;
}

/** An issue whose place is still an offset into the source. */
export interface IssueAt {
  readonly offset: number;
  readonly message: string;
  readonly suggestion?: string | undefined;
}

export function issueIn(text: string, issue: IssueAt): ExpressionIssue {
  const { message, suggestion, offset } = issue;
  const place = { code: 'expression/invalid' as const, message, ...positionAt(text, offset) };
  return suggestion === undefined ? place : { ...place, suggestion };
}

export function failureOf(source: string, reason: string): ExpressionFailure {
  const excerpt = source.length > 80 ? `${source.slice(0, 79)}…` : source;
  return { code: 'expression/failed', message: `The expression "${excerpt}" failed: ${reason}` };
}
