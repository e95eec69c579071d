import {
  type ExpressionFailure,
  type ExpressionType,
  type ExpressionValues,
  typeFromValue,
  unifyAll,
} from '../expression/index.ts';
import { isJsonObject, type Json, ok, type Result } from '../kernel/index.ts';
import type { NodeCompiler } from './node-kind.ts';

/** A JSON value in which every text may hold `{{ expressions }}`. */
export interface JsonTemplate {
  /** Whether it is a value as it stands, without any expression. */
  readonly isConstant: boolean;
  /** The type of what `evaluate` gives. */
  readonly type: ExpressionType;
  /** A text that is one expression and nothing else becomes its value, of whatever type. */
  evaluate(values: ExpressionValues): Result<Json, ExpressionFailure>;
}

/** Compiles every text in the value; `at` is the place of the value in the configuration. */
export function compileJsonTemplate(value: Json, at: string, compiler: NodeCompiler): JsonTemplate {
  if (typeof value === 'string' && value.includes('{{')) {
    const { type, evaluate } = compiler.template(value, at);
    return { isConstant: false, type, evaluate };
  }
  if (Array.isArray(value)) {
    const { types, ...list } = compileList(value, at, compiler);
    return { ...list, type: { list: unifyAll(types) } };
  }
  if (isJsonObject(value)) {
    const names = Object.keys(value);
    const list = compileList(Object.values(value), at, compiler, names);
    const types = names.map((name, index) => [name, list.types[index] ?? 'dyn'] as const);
    return {
      isConstant: list.isConstant,
      type: { fields: Object.fromEntries(types) },
      evaluate: (values) => {
        const items = list.evaluate(values);
        if (!items.ok) return items;
        return ok(Object.fromEntries(names.map((name, index) => [name, items.value[index] ?? null])));
      },
    };
  }
  const type = value === null ? 'null' : typeFromValue(value);
  return { isConstant: true, type, evaluate: () => ok(value) };
}

interface ListTemplate {
  readonly isConstant: boolean;
  readonly types: readonly ExpressionType[];
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
    types: compiled.map((item) => item.type),
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
