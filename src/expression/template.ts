import { err, type Json, ok, type Result } from '../kernel/index.ts';
import { compileExpression, type Expression, type ExpressionValues } from './compile-expression.ts';
import { dataType } from './data-type.ts';
import type { ExpressionType, Scope } from './expression-type.ts';
import { type ExpressionFailure, type ExpressionIssue, failureOf, issueIn } from './issue.ts';
import { expressionLimits } from './limits.ts';
import { positionAt } from './source-position.ts';
import { scanTemplate, type TemplatePart } from './template-part.ts';

/** A checked text with `{{ expressions }}` in it. `\{{` stands for two braces. */
export interface Template {
  readonly source: string;
  /** The type of what `evaluate` gives. */
  readonly type: ExpressionType;
  /** The root paths its expressions read. */
  readonly references: readonly (readonly string[])[];
  /** The text with every expression's value in it: strings as they are, null as nothing, others as JSON. */
  render(values: ExpressionValues): Result<string, ExpressionFailure>;
  /** The JSON value if the text is one expression and nothing else, otherwise the rendered text. */
  evaluate(values: ExpressionValues): Result<Json, ExpressionFailure>;
}

type CompiledPart = string | Expression;

/** Compiles the text and its expressions against the scope. Issues are placed in the whole text. */
export function compileTemplate(text: string, scope: Scope): Result<Template, ExpressionIssue> {
  if (text.length > expressionLimits.maxTemplateLength) {
    const message = `The text is longer than ${expressionLimits.maxTemplateLength} characters.`;
    return err(issueIn(text, { offset: 0, message }));
  }
  const scanned = scanTemplate(text);
  if (!scanned.ok) return err(issueIn(text, scanned.error));
  const parts: CompiledPart[] = [];
  for (const part of scanned.value) {
    if (part.kind === 'literal') {
      parts.push(part.text);
      continue;
    }
    const compiled = compileExpression(part.source, scope);
    if (!compiled.ok) return err(placeInText(text, part, compiled.error));
    parts.push(compiled.value);
  }
  return ok(templateOf(text, parts));
}

function placeInText(text: string, part: TemplatePart, issue: ExpressionIssue): ExpressionIssue {
  const start = positionAt(text, part.offset);
  const column = issue.line === 1 ? start.column + issue.column - 1 : issue.column;
  return { ...issue, line: start.line + issue.line - 1, column };
}

function templateOf(source: string, parts: readonly CompiledPart[]): Template {
  const [first, second] = parts;
  const expressions = parts.filter((part) => typeof part !== 'string');
  const render = (values: ExpressionValues) => renderParts(source, parts, values);
  const whole = typeof first === 'object' && second === undefined ? first : null;
  return {
    source,
    type: whole === null ? 'string' : dataType(whole.type),
    references: expressions.flatMap((expression) => expression.references),
    render,
    evaluate: whole === null ? render : whole.evaluate,
  };
}

function renderParts(
  source: string,
  parts: readonly CompiledPart[],
  values: ExpressionValues,
): Result<string, ExpressionFailure> {
  let text = '';
  for (const part of parts) {
    const result = typeof part === 'string' ? ok(part) : part.evaluate(values);
    if (!result.ok) return result;
    const inserted = textOf(result.value);
    if (text.length + inserted.length > expressionLimits.maxTextLength) {
      return err(failureOf(source, 'the text would be too long'));
    }
    text += inserted;
  }
  return ok(text);
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}
