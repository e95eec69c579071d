import type { IncomingMessage, ServerResponse } from 'node:http';

const preflightSeconds = 600;

/**
 * Lets the browsers of allowed origins read the answers, and answers what they ask before they send. Whoever is not
 * allowed gets no word of it, so that their browsers send nothing but what a page may send unasked.
 * @returns whether the request is answered
 */
export function answersPreflight(
  request: IncomingMessage,
  response: ServerResponse,
  allowedOrigins: readonly string[],
): boolean {
  const { origin } = request.headers;
  const allowed = origin !== undefined && allowedOrigins.includes(origin);
  if (allowedOrigins.length > 0) response.setHeader('vary', 'origin');
  if (allowed) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', 'x-request-id');
  }
  if (request.method !== 'OPTIONS') return false;
  if (allowed) {
    response.setHeader('access-control-allow-methods', 'GET, POST');
    response.setHeader(
      'access-control-allow-headers',
      'authorization, content-type, traceparent, x-request-id',
    );
    response.setHeader('access-control-max-age', preflightSeconds);
  }
  response.writeHead(allowed ? 204 : 403).end();
  return true;
}
