import type { ErrorCode } from './error-codes.ts';
import type { JsonObject } from './json.ts';

interface AppErrorOptions {
  /** Whether trying the same again may succeed. Default false. */
  readonly retryable?: boolean;
  /** What the client may see beside the message. Never a secret, a stack or SQL. */
  readonly details?: JsonObject;
  readonly cause?: unknown;
}

/** A failure with a stable code and a message that says what was wrong, with which id, and what to do. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: JsonObject;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }

  /** Whether `value` is an AppError, and of this code where one is given. */
  static is(value: unknown, code?: ErrorCode): value is AppError {
    return value instanceof AppError && (code === undefined || value.code === code);
  }
}
