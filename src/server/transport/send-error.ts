import type { ServerResponse } from 'node:http';
import { AppError } from '../../kernel/index.ts';
import { type MaskError, withoutHttp } from './error-mask.ts';

/** Answers with an error as the API does, where no operation of the API was asked for. */
export function sendError(mask: MaskError, response: ServerResponse, error: unknown): void {
  const masked = mask(error);
  const { status = AppError.is(error) ? 400 : 500, headers } = masked.extensions.http ?? {};
  response
    .writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify({ errors: [withoutHttp(masked)] }));
}
