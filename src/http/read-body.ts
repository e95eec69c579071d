import type { IncomingMessage } from 'node:http';
import { type Duplex, pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError } from '../kernel/index.ts';

/** What may be asked of a server: the packings that are undone here. */
export const acceptedEncodings = 'gzip, deflate, br';

const unpackers: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * The whole body, unpacked; `onProgress` is told of every piece. It is counted as it unpacks: a small body may become
 * a huge one.
 * @throws AppError `http/too-large`, `http/malformed`; what the connection fails with
 */
export async function readBody(
  response: IncomingMessage,
  maxBytes: number,
  onProgress: () => void,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  const body = unpacked(response);
  if (body === response && Number(response.headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
  for await (const chunk of body) {
    onProgress();
    length += chunk.length;
    if (length > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unpacked(response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return response;
  const unpacker = Object.hasOwn(unpackers, encoding) ? unpackers[encoding] : undefined;
  if (!unpacker) {
    throw new AppError(
      'http/malformed',
      `the answer is packed as "${encoding.slice(0, 40)}", which was not asked for`,
    );
  }
  // What fails either of them fails the reader.
  return pipeline(response, unpacker(), () => undefined);
}

function tooLarge(maxBytes: number): AppError {
  const message = `the answer is longer than ${maxBytes.toLocaleString('en-GB')} bytes (maxResponseBytes)`;
  return new AppError('http/too-large', message);
}

const textual =
  /^text\/|^application\/(?:[\w.+-]+\+)?(?:json|xml)$|^application\/(?:javascript|ecmascript|graphql|x-ndjson|yaml|x-yaml|toml|sql|x-www-form-urlencoded)$/;

/** The body as the text that it says it is; null: it says that it is something else, or is none. */
export function textOf(
  bytes: Uint8Array,
  contentType: string | undefined,
  isTextExpected: boolean,
): string | null {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters
    .find((one) => one.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  const saysText = isTextExpected || charset !== undefined || textual.test(type);
  if (saysText || bytes.length === 0) return decoderOf(charset).decode(bytes);
  return type === '' ? plainText(bytes) : null;
}

function decoderOf(charset = 'utf-8'): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

function plainText(bytes: Uint8Array): string | null {
  try {
    return bytes.includes(0) ? null : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
