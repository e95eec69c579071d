import type { ExpressionFailure, ExpressionValues, Template } from '../../expression/index.ts';
import type { Json, Result } from '../../kernel/index.ts';
import type { JsonTemplate } from '../json-template.ts';

export interface RequestFailure {
  readonly code: ExpressionFailure['code'] | 'http/invalid-request';
  readonly message: string;
}

/** The texts of one visit. After the first that fails, none is evaluated, and all are empty. */
export class Rendering {
  failure: RequestFailure | null = null;
  readonly #values: ExpressionValues;

  constructor(values: ExpressionValues) {
    this.#values = values;
  }

  text(template: Template): string {
    return this.#or('', () => template.render(this.#values));
  }

  json(template: JsonTemplate): Json {
    return this.#or<Json>(null, () => template.evaluate(this.#values));
  }

  refuse(message: string): void {
    this.failure ??= { code: 'http/invalid-request', message };
  }

  #or<T>(empty: T, evaluate: () => Result<T, RequestFailure>): T {
    if (this.failure !== null) return empty;
    const result = evaluate();
    if (result.ok) return result.value;
    this.failure = result.error;
    return empty;
  }
}
