import type { ObjectRef } from '@pothos/core';
import { AppError } from '../kernel/index.ts';
import { type ApiTypes, builder } from './builder.ts';
import type { ErrorTypeName } from './error-of-code.ts';
import { errorTypeOf, errorTypes, Refusal } from './error-types.ts';

/** What one mutation answers: its success, or one of the errors that its caller is expected to handle. */
export function mutationResult<Success extends object>(
  success: ObjectRef<ApiTypes, Success>,
  errors: readonly ErrorTypeName[],
) {
  const name = success.name.replace(/Success$/, 'Result');
  const type = builder.unionType(name, {
    description: `What \`${mutationName(name)}\` answers.`,
    types: [success, ...errors.map((error) => errorTypes[error])],
    resolveType: (value) => (value instanceof Refusal ? errorTypeOf(value.error) : success.name),
  });
  /** Every other error is thrown, and is one of the operation. */
  const answer = async (work: () => Promise<Success>): Promise<Success | Refusal> => {
    try {
      return await work();
    } catch (error) {
      const errorType = errorTypeOf(error);
      if (AppError.is(error) && errorType && errors.includes(errorType)) return new Refusal(error);
      throw error;
    }
  };
  return { type, answer };
}

function mutationName(resultName: string): string {
  return resultName.charAt(0).toLowerCase() + resultName.slice(1).replace(/Result$/, '');
}
