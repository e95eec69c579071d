/**
 * Every code a failure can carry, with one line on what it means. Codes are stable: one is never renamed or
 * given a second meaning. Each has a page of the same name in `docs/errors/`.
 */
export const errorCodes = {
  'edge/none-taken': 'A node completed on a port whose edges could not be taken.',
  'execution/cancelled': 'The execution was cancelled on request.',
  'execution/not-cancellable': 'The execution has already ended.',
  'execution/not-found': 'No execution with this id is visible to the caller.',
  'execution/poisoned': 'The execution ended its worker three times and was failed.',
  'execution/unwritable': 'The database refused an event of the execution.',
  'expression/failed': 'An expression could not be evaluated.',
  'expression/invalid': 'An expression does not parse or does not type-check.',
  'input/invalid': 'The input does not satisfy the schema it is checked against.',
  'internal/unexpected': 'Something failed that Chatter did not expect; the log holds the cause.',
  'limit/iterations': 'A loop without a loop node reached limits.maxIterations.',
  'limit/steps': 'The execution reached limits.maxSteps.',
  'limit/timeout': 'The execution reached limits.timeoutMs.',
  'limit/tokens': 'The execution reached limits.maxTokens.',
  'node/timeout': 'A node did not finish within its timeoutMs.',
} as const;

export type ErrorCode = keyof typeof errorCodes;
