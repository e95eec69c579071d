import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const traceForm = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const givenForm = /^[\x21-\x7e]{1,128}$/;

/** The trace that a request belongs to, or the id that its sender gave it; else a new one. */
export function correlationIdOf(headers: IncomingHttpHeaders): string {
  const trace = traceForm.exec(String(headers.traceparent ?? ''))?.[1];
  const given = String(headers['x-request-id'] ?? '');
  return trace ?? (givenForm.test(given) ? given : randomUUID());
}

/** The correlation id of the request that the running code works for. */
export const currentCorrelationId = new AsyncLocalStorage<string>();
