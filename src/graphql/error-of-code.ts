import type { ErrorCode } from '../kernel/index.ts';

export type ErrorTypeName =
  | 'NotFoundError'
  | 'ValidationError'
  | 'ConflictError'
  | 'LimitError'
  | 'InvalidStateError'
  | 'ForbiddenError';

/**
 * The type that an error of each code has as an answer to a mutation. Null: it is no answer but a failure, or says how
 * a node or an execution failed, which is data of the log.
 */
export const errorOfCode: Readonly<Record<ErrorCode, ErrorTypeName | null>> = {
  'api-key/last-admin': 'InvalidStateError',
  'api-key/not-found': 'NotFoundError',
  'code/failed': null,
  'code/interrupted': null,
  'code/memory': null,
  'code/not-allowed': null,
  'code/result-invalid': null,
  'code/timeout': null,
  'config/invalid': null,
  'cursor/invalid': 'ValidationError',
  'cursor/other-execution': 'ValidationError',
  'database/folder-in-use': null,
  'database/too-new': null,
  'database/too-old': null,
  'database/unavailable': null,
  'definition/conflict': 'ConflictError',
  'definition/not-found': 'NotFoundError',
  'definition/unpublished': 'InvalidStateError',
  'definition/version-not-found': 'NotFoundError',
  'edge/none-taken': null,
  'execution/cancelled': null,
  'execution/idempotency-conflict': 'ConflictError',
  'execution/not-cancellable': 'InvalidStateError',
  'execution/not-found': 'NotFoundError',
  'execution/poisoned': null,
  'execution/unwritable': null,
  'expression/failed': null,
  'expression/invalid': 'ValidationError',
  forbidden: 'ForbiddenError',
  'http/address-refused': null,
  'http/invalid-request': null,
  'http/malformed': null,
  'http/redirect-refused': null,
  'http/status': null,
  'http/timeout': null,
  'http/too-large': null,
  'http/unreachable': null,
  'input/invalid': 'ValidationError',
  'internal/unexpected': null,
  'legacy/failed': null,
  'legacy/interrupted': null,
  'limit/buckets': 'LimitError',
  'limit/cost-unknown': 'LimitError',
  'limit/iterations': 'LimitError',
  'limit/operation': 'LimitError',
  'limit/request': 'LimitError',
  'limit/steps': 'LimitError',
  'limit/subscriber': 'LimitError',
  'limit/timeout': 'LimitError',
  'limit/tokens': 'LimitError',
  'limit/value-size': 'LimitError',
  'model/interrupted': null,
  'model/malformed': null,
  'model/nothing-to-send': null,
  'model/unavailable': null,
  'model/unknown': null,
  'node/timeout': null,
  'secret/no-key': 'InvalidStateError',
  'secret/not-found': 'NotFoundError',
  'secret/unreadable': null,
  'server/address-in-use': null,
  'template/conflict': 'ConflictError',
  'template/not-found': 'NotFoundError',
  'template/parameters-invalid': 'ValidationError',
  unauthenticated: null,
  'variable/wrong-type': null,
  'workflow/invalid': 'ValidationError',
  'workflow/unsupported': 'ValidationError',
};
