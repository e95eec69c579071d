import type { ParseResult } from '@marcbachmann/cel-js';
import { err, type Json, ok, type Result } from '../kernel/index.ts';
import { type CelEnvironment, createCelEnvironment } from './cel-environment.ts';
import { describeCelError } from './cel-error.ts';
import { describeType, type ExpressionType, type Scope } from './expression-type.ts';
import { grammarIssue } from './grammar-words.ts';
import { guardSource } from './guard-source.ts';
import { inferType } from './infer-type.ts';
import { type ExpressionFailure, type ExpressionIssue, failureOf, type IssueAt, issueIn } from './issue.ts';
import { hasType } from './json-type.ts';
import { toJson } from './json-value.ts';
import { expressionLimits } from './limits.ts';
import { usePrivateNames, withPrivateValues } from './private-name.ts';
import { readableKeys } from './readable-keys.ts';
import type { Findings } from './type-context.ts';
import { isAssignable } from './type-relations.ts';

/** The values of the root names of a scope. */
export type ExpressionValues = Readonly<Record<string, Json>>;

/** A checked expression. It has no clock and no randomness: the same values give the same result. */
export interface Expression {
  readonly source: string;
  readonly type: ExpressionType;
  /** The root paths it reads, as far as they are known before run time: `['nodes', 'answer', 'output']`. */
  readonly references: readonly (readonly string[])[];
  /** The value as JSON, or why there is none. Never throws; ends after bounded work. */
  evaluate(values: ExpressionValues): Result<Json, ExpressionFailure>;
}

// Making it takes longer than compiling. It is shared by all expressions, which is safe: an evaluation is
// synchronous, never contains another, and begins by resetting the meter, the only state beside a cache.
const cel: CelEnvironment = createCelEnvironment();

/**
 * Parses the CEL source and checks its names and types against the scope. With `expected`, a result that cannot be
 * of that type is refused here, or, where the type is known only at run time, fails there.
 */
export function compileExpression(
  source: string,
  scope: Scope,
  expected: ExpressionType = 'dyn',
): Result<Expression, ExpressionIssue> {
  const compiled = compile(source, scope, expected);
  return compiled.ok ? compiled : err(issueIn(source, compiled.error));
}

function compile(source: string, scope: Scope, expected: ExpressionType): Result<Expression, IssueAt> {
  if (source.length > expressionLimits.maxSourceLength) {
    const message = `The expression is longer than ${expressionLimits.maxSourceLength} characters.`;
    return err({ offset: 0, message });
  }
  if (source.trim() === '') return err({ offset: 0, message: 'The expression is empty.' });
  const renamed = usePrivateNames(source);
  if (!renamed.ok) return renamed;
  try {
    return checkParsed(source, renamed.value, { scope, expected });
  } catch (error) {
    return err(grammarIssue(source, error) ?? describeCelError(error));
  }
}

interface Expectation {
  readonly scope: Scope;
  readonly expected: ExpressionType;
}

/** @throws ParseError of cel-js */
function checkParsed(
  source: string,
  renamed: string,
  { scope, expected }: Expectation,
): Result<Expression, IssueAt> {
  const parsed = cel.environment.parse(renamed);
  const findings: Findings = { references: [], charged: [], read: [], compared: [], messageCalls: [] };
  const { signatures, patterns } = cel;
  const context = { scope, locals: new Map(), signatures, patterns, findings, infer: inferType };
  const type = inferType(parsed.ast, context);
  if (findings.issue !== undefined) return err(findings.issue);
  const guarded = guardSource(renamed, findings);
  const program = guarded.text === renamed ? parsed : cel.guardedEnvironment.parse(guarded.text);
  const { error } = program.check();
  if (error !== undefined) {
    const issue = describeCelError(error);
    return err({ ...issue, offset: guarded.originalOffset(issue.offset) });
  }
  if (!isAssignable(type, expected)) {
    const message = `The expression must give ${describeType(expected)}, but it gives ${describeType(type)}.`;
    return err({ offset: 0, message });
  }
  const { references } = findings;
  return ok({ source, type, references, evaluate: evaluatorOf({ source, program, expected, references }) });
}

interface Checked {
  readonly source: string;
  readonly program: ParseResult;
  readonly expected: ExpressionType;
  readonly references: Expression['references'];
}

function evaluatorOf({ source, program, expected, references }: Checked): Expression['evaluate'] {
  const readsLoop = references.some(([root]) => root === 'loop');
  const known = new KnownJson();
  const run = (values: Readonly<Record<string, unknown>>): Json => {
    cel.meter.reset();
    return known.jsonOf(program(readsLoop ? withPrivateValues(values) : values));
  };
  return (values) => {
    try {
      const value = runReadable(run, values);
      if (hasType(value, expected)) return ok(value);
      return err(failureOf(source, `it must give ${describeType(expected)}, but it gave another type`));
    } catch (error) {
      return err(failureOf(source, describeCelError(error).message));
    }
  };
}

/**
 * Remembers which lists and objects are JSON all the way down. Values never change; looking through the list of a loop
 * again before every iteration would make each cost as much as there are items.
 */
class KnownJson {
  readonly #known = new WeakSet<object>();

  jsonOf(value: unknown): Json {
    if (this.#isKnown(value)) return value;
    const json = toJson(value);
    if (json === value && typeof json === 'object' && json !== null) this.#known.add(json);
    return json;
  }

  #isKnown(value: unknown): value is Json {
    return typeof value === 'object' && value !== null && this.#known.has(value);
  }
}

/**
 * cel-js tells what an object is by its `constructor`, and takes one with a key of that name for something foreign.
 * That is rare, so the data are only made readable when it has happened.
 */
function runReadable(
  run: (values: Readonly<Record<string, unknown>>) => Json,
  values: ExpressionValues,
): Json {
  try {
    return run(values);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'unsupported_type')) throw error;
    return run(readableKeys(values));
  }
}
