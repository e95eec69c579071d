import type { ExpressionFailure, ExpressionValues } from '../expression/index.ts';
import { isJsonObject, type Json, ok, type Result } from '../kernel/index.ts';
import type { NodeCompiler } from './node-kind.ts';

/** A JSON value in which every text may hold `{{ expressions }}`. */
export interface JsonTemplate {
  /** Whether it is a value as it stands, without any expression. */
  readonly isConstant: boolean;
  /** A text that is one expression and nothing else becomes its value, of whatever type. */
  evaluate(values: ExpressionValues): Result<Json, ExpressionFailure>;
}

/** Compiles every text in the value; `at` is the place of the value in the configuration. */
export function compileJsonTemplate(value: Json, at: string, compiler: NodeCompiler): JsonTemplate {
  if (typeof value === 'string' && value.includes('{{')) {
    const { evaluate } = compiler.template(value, at);
    return { isConstant: false, evaluate };
  }
  if (Array.isArray(value)) return compileList(value, at, compiler);
  if (isJsonObject(value)) {
    const names = Object.keys(value);
    const list = compileList(Object.values(value), at, compiler, names);
    return {
      isConstant: list.isConstant,
      evaluate: (values) => {
        const items = list.evaluate(values);
        if (!items.ok) return items;
        return ok(Object.fromEntries(names.map((name, index) => [name, items.value[index] ?? null])));
      },
    };
  }
  return { isConstant: true, evaluate: () => ok(value) };
}

interface ListTemplate {
  readonly isConstant: boolean;
  evaluate(values: ExpressionValues): Result<readonly Json[], ExpressionFailure>;
}

function compileList(
  items: readonly Json[],
  at: string,
  compiler: NodeCompiler,
  names?: readonly string[],
): ListTemplate {
  const compiled = items.map((item, index) =>
    compileJsonTemplate(item, `${at}.${names?.[index] ?? index}`, compiler),
  );
  return {
    isConstant: compiled.every((item) => item.isConstant),
    evaluate: (values) => {
      const evaluated: Json[] = [];
      for (const item of compiled) {
        const result = item.evaluate(values);
        if (!result.ok) return result;
        evaluated.push(result.value);
      }
      return ok(evaluated);
    },
  };
}
