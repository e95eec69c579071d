import type { ASTNode, SourceRange } from '@marcbachmann/cel-js';
import type { ExpressionType, Scope } from './expression-type.ts';
import type { FunctionSignature } from './function-signature.ts';
import type { IssueAt } from './issue.ts';
import type { PatternMatcher } from './linear-regexp.ts';

/** What checking an expression finds out beside its type. */
export interface Findings {
  /** The first thing that is wrong: what follows may only be its consequence. */
  issue?: IssueAt;
  /** The root paths it reads, as far as they are known before run time: `['nodes', 'answer', 'output']`. */
  readonly references: (readonly string[])[];
  /** Values that are visited or copied: their size counts as work. */
  readonly charged: SourceRange[];
  /** Values that a function reads through, or the comparison of two texts. */
  readonly read: SourceRange[];
  /** Values that are looked through, with all that is in them, where they are compared. */
  readonly compared: SourceRange[];
  /** Where the closing parenthesis of a call stands that is given `messages`. */
  readonly messageCalls: number[];
}

/** What is visible where a part of an expression stands. */
export interface TypeContext {
  readonly scope: Scope;
  /** Variables of the macros around, which hide roots of the same name. */
  readonly locals: ReadonlyMap<string, ExpressionType>;
  readonly signatures: ReadonlyMap<string, readonly FunctionSignature[]>;
  readonly patterns: PatternMatcher;
  readonly findings: Findings;
  /** The type of a part of the expression. */
  readonly infer: (node: ASTNode, context: TypeContext) => ExpressionType;
}

/** Notes that something is wrong. The type to go on with is `dyn`, which is never wrong again. */
export function report(context: TypeContext, issue: IssueAt): 'dyn' {
  context.findings.issue ??= issue;
  return 'dyn';
}
