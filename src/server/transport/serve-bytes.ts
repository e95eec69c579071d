import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Credentials, FindBytesInput, StoredBytes, Viewer } from '../../app/index.ts';
import { readRange } from './byte-range.ts';
import { credentialsOf } from './credentials.ts';
import { answersPreflight } from './cross-origin.ts';
import type { MaskError } from './error-mask.ts';
import { sendError } from './send-error.ts';
import { sendText } from './send-text.ts';

export const bytesPath = '/blobs/';

/** Types that a browser may show: none of them can run anything. */
const shownTypes: ReadonlySet<string> = new Set([
  'application/json',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
  'text/csv',
  'text/plain',
  'video/mp4',
  'video/webm',
]);

export interface BytesApi {
  /** @throws AppError `unauthenticated` */
  authenticate(credentials: Credentials): Promise<Viewer>;
  /** Null: not there, or somebody else's. */
  findBytes(viewer: Viewer, input: FindBytesInput): Promise<StoredBytes | null>;
}

interface BytesParts {
  readonly api: BytesApi;
  readonly mask: MaskError;
  readonly allowedOrigins: readonly string[];
}

interface BytesExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * `GET` and `HEAD` of `/blobs/<hash>`: bytes that a workflow has kept, for whoever owns them, and nobody else but an
 * administrator who names him: `?ownerId=<id>`.
 */
export async function serveBytes(parts: BytesParts, exchange: BytesExchange): Promise<void> {
  const { request, response } = exchange;
  if (answersPreflight(request, response, parts.allowedOrigins)) return;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  try {
    const bytes = await findBytes(parts, request);
    if (bytes === null) sendText(response, 404, 'no bytes of yours have this hash\n');
    else await answer(bytes, exchange);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else sendError(parts.mask, response, error);
  }
}

async function findBytes(
  { api, allowedOrigins }: BytesParts,
  request: IncomingMessage,
): Promise<StoredBytes | null> {
  const viewer = await api.authenticate(credentialsOf(request, allowedOrigins));
  const [path = '', query] = request.url?.split('?') ?? [];
  const ownerId = new URLSearchParams(query).get('ownerId');
  return api.findBytes(viewer, { hash: path.slice(bytesPath.length), ownerId });
}

async function answer(bytes: StoredBytes, { request, response }: BytesExchange): Promise<void> {
  const headers = headersOf(bytes);
  if (request.headers['if-none-match']?.includes(headers.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const range = rangeOf(request, headers.etag, bytes.size);
  if (range.kind === 'none') {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${bytes.size}` }).end();
    return;
  }
  const { from, to } = range.kind === 'part' ? range : { from: 0, to: bytes.size };
  const partial = range.kind === 'part' ? { 'content-range': `bytes ${from}-${to - 1}/${bytes.size}` } : {};
  const status = range.kind === 'part' ? 206 : 200;
  response.writeHead(status, { ...headers, ...partial, ...typeOf(bytes), 'content-length': to - from });
  if (request.method === 'HEAD') response.end();
  else await pipeline(Readable.from(bytes.read(from, to), { highWaterMark: 1 }), response);
}

/** A part of other bytes than those the client has a part of would not fit. */
function rangeOf({ method, headers }: IncomingMessage, etag: string, size: number) {
  const condition = headers['if-range'];
  const fits = method === 'GET' && (condition === undefined || condition === etag);
  return readRange(fits ? headers.range : undefined, size);
}

/** Bytes never change under their hash; they are nobody else's to keep. */
function headersOf({ hash }: StoredBytes) {
  return {
    etag: `"${hash}"`,
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  };
}

/** What a browser might run is a file to it, of no type. */
function typeOf({ contentType, hash }: StoredBytes): OutgoingHttpHeaders {
  const [type = '', ...parameters] = contentType.toLowerCase().split(/\s*;\s*/);
  if (!shownTypes.has(type)) {
    const disposition = `attachment; filename="${hash.slice(0, 16)}"`;
    return { 'content-type': 'application/octet-stream', 'content-disposition': disposition };
  }
  const isUnicode = parameters.includes('charset=utf-8');
  return { 'content-type': isUnicode ? `${type}; charset=utf-8` : type };
}
