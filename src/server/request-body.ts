import { AppError } from '../kernel/index.ts';
import { httpError } from './http-error.ts';

/** A graph of the largest size, with the text of an operation around it, fits several times. */
export const mostBodyBytes = 12 * 1024 * 1024;

/**
 * The JSON object that a request brings. Only JSON: a browser asks before it sends that across origins, so no page can
 * send it unasked.
 * @throws GraphQLError with the status 400, 413 or 415
 */
export async function readJsonBody(request: Request): Promise<Record<string, unknown>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw httpError(415, new AppError('input/invalid', `send application/json, not ${type ?? 'nothing'}`));
  }
  const body: unknown = parsed(await textOf(request));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw httpError(400, new AppError('input/invalid', 'the body must be a JSON object with "query"'));
  }
  return { ...body };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw httpError(400, new AppError('input/invalid', 'the body is not valid JSON'));
  }
}

async function textOf({ body }: Request): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBodyBytes) {
      const message = `the request is longer than ${mostBodyBytes} bytes: send less at once`;
      throw httpError(413, new AppError('limit/request', message));
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
