import { AppError } from '../kernel/index.ts';
import { builder } from './builder.ts';
import { conflictOf } from './definitions/conflict-of.ts';
import { WorkflowChange } from './definitions/workflow-diff.ts';
import { type ErrorTypeName, errorOfCode } from './error-of-code.ts';
import { issuesOf } from './validation/issues-of.ts';
import { ValidationResult } from './validation/validation-result.ts';

/** An error as an answer. Not the error itself: GraphQL would take that for one that was thrown. */
export class Refusal {
  readonly error: AppError;

  constructor(error: AppError) {
    this.error = error;
  }
}

const ErrorInterface = builder.interfaceRef<Refusal>('Error').implement({
  description: 'A failure that the caller is expected to handle.',
  resolveType: ({ error }) => errorTypeOf(error),
  fields: (t) => ({
    message: t.string({
      description: 'What was wrong, with which id, and what to do. For people: its words may change.',
      resolve: ({ error }) => error.message,
    }),
    code: t.string({
      description: 'Stable, for programs: `execution/not-found`.',
      resolve: ({ error }) => error.code,
    }),
  }),
});

function errorType(name: ErrorTypeName, description: string) {
  return builder.objectRef<Refusal>(name).implement({ description, interfaces: [ErrorInterface] });
}

/** The types of errors, by their names. */
export const errorTypes = {
  NotFoundError: errorType(
    'NotFoundError',
    'There is nothing with this id, or it belongs to somebody else: the answer is the same.',
  ),
  ValidationError: builder.objectRef<Refusal>('ValidationError').implement({
    description: 'The input does not pass validation. Nothing was stored or run.',
    interfaces: [ErrorInterface],
    fields: (t) => ({
      result: t.field({
        type: ValidationResult,
        description: 'Everything that was found.',
        resolve: ({ error }) => ({ valid: false, issues: issuesOf(error) }),
      }),
    }),
  }),
  ConflictError: builder.objectRef<Refusal>('ConflictError').implement({
    description:
      'Somebody else was first: the draft or the template has changed, or an idempotency key was used for another request.',
    interfaces: [ErrorInterface],
    fields: (t) => ({
      revision: t.int({
        nullable: true,
        description:
          'What `expectedVersion` must be now: the present `revision` of a draft that has changed, or the present `version` of a template. Null where an idempotency key was used before.',
        resolve: ({ error }) => conflictOf(error).revision,
      }),
      changes: t.field({
        type: [WorkflowChange],
        nullable: true,
        description:
          'Of a draft that has changed: what leads from the one that you have read to the present one, at most 50 changes. Null where that is not known any more, and of a template.',
        resolve: ({ error }) => conflictOf(error).changes,
      }),
    }),
  }),
  LimitError: errorType('LimitError', 'The request exceeds a limit of the server.'),
  InvalidStateError: errorType('InvalidStateError', 'It exists, but is not in a state that allows this.'),
  ForbiddenError: errorType('ForbiddenError', "The caller's role does not allow it."),
} as const satisfies Readonly<Record<ErrorTypeName, unknown>>;

/** The name of the type of an error; null for a failure that is no answer. */
export function errorTypeOf(error: unknown): ErrorTypeName | null {
  return AppError.is(error) ? errorOfCode[error.code] : null;
}
