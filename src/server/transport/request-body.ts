import type { IncomingMessage } from 'node:http';
import type { GraphQLParams } from 'graphql-yoga';
import { AppError } from '../../kernel/index.ts';
import { httpError } from './error-mask.ts';

/**
 * The JSON object that a request brings. Only JSON: a browser asks before it sends that across origins, so no page can
 * send it unasked.
 * @throws GraphQLError with the status 400, 413 or 415
 */
export async function readJsonBody(request: IncomingMessage, mostBytes: number): Promise<GraphQLParams> {
  requireJsonType(request);
  const body: unknown = parsed(decoded(await bytesOf(request, mostBytes)));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid(400, 'the body must be a JSON object with "query"');
  }
  return { ...body };
}

function requireJsonType({ headers }: IncomingMessage): void {
  const [type, ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(/\s*;\s*/);
  const charset = parameters.find((one) => one.startsWith('charset='))?.slice('charset='.length);
  if (type?.trim() !== 'application/json') {
    throw invalid(415, `send the body as application/json, not as ${type || 'nothing'}`);
  }
  if (charset !== undefined && charset.replaceAll('"', '') !== 'utf-8') {
    throw invalid(415, `send the body in utf-8, not in ${charset}`);
  }
}

/** Stops keeping what comes beyond the limit, but goes on reading it: cut off, the client would never see the answer. */
function bytesOf(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const refuse = (): void => {
      chunks.length = 0;
      request.off('data', keep).resume();
      const message = `the request is longer than ${mostBytes} bytes: send less at once`;
      reject(httpError(413, new AppError('limit/request', message)));
    };
    const keep = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > mostBytes) refuse();
      else chunks.push(chunk);
    };
    const cut = (): void => reject(invalid(400, 'the request ended before its body'));
    if (request.destroyed) return cut();
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) return refuse();
    request.on('data', keep);
    request.once('close', cut);
    request.once('end', () => {
      request.off('close', cut);
      resolve(Buffer.concat(chunks));
    });
  });
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid(400, 'the body is not valid utf-8');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(400, 'the body is not valid JSON');
  }
}

function invalid(status: number, message: string) {
  return httpError(status, new AppError('input/invalid', message));
}
