import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { localOwnerId, type Viewer } from '../../src/app/index.ts';
import { AppError } from '../../src/kernel/index.ts';
import { PostgresBlobs } from '../../src/persistence/index.ts';
import { liveExecution } from '../support/live-execution.ts';
import { openTestServer, type TestServer } from '../support/server.ts';
import { openTestPool } from '../support/test-pool.ts';
import { goodKey } from './api-under-test.ts';
import { openServerUnderTest, type ServerUnderTest } from './server-under-test.ts';

const text = '0123456789';
const hash = createHash('sha256').update(text).digest('hex');
const etag = `"${hash}"`;
const owner: Viewer = { ownerId: 'owner', role: 'user' };
const other: Viewer = { ownerId: 'other', role: 'user' };

let under: ServerUnderTest;
/** What was asked of the file. */
let asked: (readonly [number, number])[];

beforeEach(async () => {
  under = await openServerUnderTest();
  under.api.keys.set(goodKey, owner).set('other-key', other);
  asked = [];
  keep('text/plain');
});

afterEach(() => under[Symbol.asyncDispose]());

function keep(contentType: string, read = piecesOf): void {
  const file = { hash, contentType, size: text.length, read };
  under.api.files.set(`owner/${hash}`, file);
}

async function* piecesOf(from: number, to: number): AsyncIterable<Uint8Array> {
  asked.push([from, to]);
  for (const unit of text.slice(from, to)) yield Buffer.from(unit);
}

const get = (headers: Readonly<Record<string, string>> = {}, { method = 'GET', path = hash } = {}) =>
  fetch(`${under.url}/blobs/${path}`, { method, headers: { authorization: goodKey, ...headers } });

describe('bytes by their hash', () => {
  it('are served to their owner, for ever the same', async () => {
    const response = await get();
    expect([response.status, await response.text()]).toEqual([200, text]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/plain',
      'content-length': '10',
      etag,
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  });

  it('are not there for anybody else, nor under another hash', async () => {
    for (const response of [
      await get({ authorization: 'other-key' }),
      await get({}, { path: 'a'.repeat(64) }),
      await get({}, { path: '' }),
      await get({}, { path: `../blobs/x${hash}` }),
      await get({}, { path: `${hash}/more` }),
    ]) {
      expect([response.status, await response.text()]).toEqual([404, 'no bytes of yours have this hash\n']);
    }
    expect(asked).toEqual([]);
  });

  it('are refused to whoever brings no valid key, and to a page of another origin', async () => {
    for (const authorization of ['wrong', '']) {
      const response = await get({ authorization });
      expect([response.status, (await response.json()).errors[0].extensions.code]).toEqual([
        401,
        'unauthenticated',
      ]);
    }
    under.api.keys.clear();
    const page = await get({ authorization: '', 'sec-fetch-site': 'cross-site' });
    expect(page.status).toBe(403);
  });

  it.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=5-999999999999999999999', 206, '56789', 'bytes 5-9/10'],
    ['bytes=-99', 206, text, 'bytes 0-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=4-2', 200, text, null],
    ['bytes=0-1,3-4', 200, text, null],
    ['lines=0-1', 200, text, null],
    ['bytes=-', 200, text, null],
  ])('are given for the range %s', async (range, status, body, contentRange) => {
    const response = await get({ range });
    expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([
      status,
      body,
      contentRange,
    ]);
  });

  it('are given in part only where the client has a part of the same', async () => {
    expect((await get({ range: 'bytes=2-4', 'if-range': etag })).status).toBe(206);
    expect((await get({ range: 'bytes=2-4', 'if-range': '"other"' })).status).toBe(200);
  });

  it('are not sent to whoever has them, nor for HEAD', async () => {
    const cached = await get({ 'if-none-match': `"x", ${etag}` });
    expect([cached.status, await cached.text()]).toEqual([304, '']);
    const head = await get({}, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
    expect(asked).toEqual([]);
  });

  it('are read and nothing else', async () => {
    const response = await get({}, { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it.each([
    ['image/png', 'image/png', null],
    ['Text/Plain; charset=UTF-8', 'text/plain; charset=utf-8', null],
    ['text/html', 'application/octet-stream', 'attachment'],
    ['image/svg+xml', 'application/octet-stream', 'attachment'],
    ['text/plain; charset=utf-7', 'text/plain', null],
    ['text/javascript', 'application/octet-stream', 'attachment'],
    ['nonsense\r\nx: y', 'application/octet-stream', 'attachment'],
  ])('that were kept as %s are served as %s', async (kept, served, disposition) => {
    keep(kept);
    const { headers } = await get();
    expect(headers.get('content-type')).toBe(served);
    expect(headers.get('content-disposition')?.split(';')[0] ?? null).toBe(disposition);
    expect(headers.get('content-security-policy')).toContain('sandbox');
  });

  it('that cannot be read any more end the response early, and the server goes on', async () => {
    keep('text/plain', async function* broken() {
      yield Buffer.from('01');
      throw new AppError('database/unavailable', 'gone');
    });
    await expect(get().then((response) => response.text())).rejects.toThrow();
    keep('text/plain');
    expect(await (await get()).text()).toBe(text);
  });

  it('are no longer read when the client has gone', async () => {
    const stopped = Promise.withResolvers<void>();
    let pieces = 0;
    keep('text/plain', async function* endless() {
      try {
        for (;;) {
          pieces += 1;
          yield Buffer.alloc(64 * 1024);
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        stopped.resolve();
      }
    });
    const request = httpRequest(`${under.url}/blobs/${hash}`, { headers: { authorization: goodKey } });
    request.on('response', (response) => response.once('data', () => request.destroy()));
    request.on('error', () => undefined);
    request.end();
    await stopped.promise;
    expect(pieces).toBeLessThan(1000);
  });
});

describe('bytes in the database', () => {
  let server: TestServer;
  let pool: ReturnType<typeof openTestPool>;

  beforeAll(async () => {
    server = await openTestServer();
    pool = openTestPool(server.database.url);
  });

  afterAll(async () => {
    await pool.end();
    await server.close();
  });

  it('of several pieces are served whole and in any part, and those of another owner are not there', async () => {
    const blobs = new PostgresBlobs(pool);
    const bytes = Buffer.from(Uint8Array.from({ length: 10_500_000 }, (_, index) => (index * 7919) % 251));
    const execution = await liveExecution(pool, localOwnerId);
    const { blob } = await blobs.keep(execution, bytes, 'image/png');
    const whole = await fetch(`${server.url}/blobs/${blob}`);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    for (const [from, to] of [
      [1_048_570, 1_048_580],
      [1_048_576, 2_097_152],
      [9_999_999, 10_500_000],
    ] as const) {
      const part = await fetch(`${server.url}/blobs/${blob}`, {
        headers: { range: `bytes=${from}-${to - 1}` },
      });
      expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(from, to))).toBe(true);
    }
    const elsewhere = await liveExecution(pool, '00000000-0000-7000-8000-0000000000aa');
    const foreign = await blobs.keep(elsewhere, Buffer.from('x'), 'text/plain');
    expect((await fetch(`${server.url}/blobs/${foreign.blob}`)).status).toBe(404);
  });

  it('are kept once, and as what they were said to be first', async () => {
    const blobs = new PostgresBlobs(pool);
    const bytes = Buffer.from('twice');
    const execution = await liveExecution(pool, localOwnerId);
    const first = await blobs.keep(execution, bytes, 'text/plain');
    const second = await blobs.keep(execution, bytes, 'text/html\0');
    expect(second).toEqual({ ...first, contentType: 'application/octet-stream' });
    expect(await blobs.find(localOwnerId, first.blob)).toEqual({
      hash: first.blob,
      contentType: 'text/plain',
      size: 5,
    });
    const none = await blobs.keep(execution, Buffer.alloc(0), 'text/plain');
    expect(await (await fetch(`${server.url}/blobs/${none.blob}`)).text()).toBe('');
    for (const malformed of ['', 'x', first.blob.toUpperCase(), `${first.blob}0`, "' or true; --"]) {
      expect(await blobs.find(localOwnerId, malformed)).toBeNull();
    }
  });
});
