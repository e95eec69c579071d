export { AppError } from './app-error.ts';
export { assertNever } from './assert-never.ts';
export { canonicalJson } from './canonical-json.ts';
export { type ErrorCode, errorCodes } from './error-codes.ts';
export { isJsonObject, type Json, type JsonObject } from './json.ts';
export type { Message, ToolCall } from './message.ts';
export { err, ok, type Result } from './result.ts';
export { secretNamePattern, secretNameRule } from './secret-name.ts';
export { storable, storableText } from './storable.ts';
