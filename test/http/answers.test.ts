import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HttpTestServer } from '../support/http-server.ts';
import { HttpUnderTest } from './http-under-test.ts';

let server: HttpTestServer;
const http = new HttpUnderTest();

beforeAll(async () => {
  server = await HttpTestServer.open();
});
afterAll(() => server.close());

describe('a request', () => {
  it.each([
    'GET',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
  ] as const)('is sent as %s, with its headers and its body', async (method) => {
    server.reply(200);
    const body = method === 'GET' ? null : '{"größe":1}';
    await http.send(`${server.url}/a/b?c=d`, { method, headers: { 'x-mine': 'yes' }, body });
    const { headers, ...arrived } = await server.arrived;
    expect(arrived).toMatchObject({ method, path: '/a/b?c=d', body: body ?? '' });
    expect(headers).toMatchObject({ 'x-mine': 'yes', host: `127.0.0.1:${server.port}`, connection: 'close' });
    if (body !== null) expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
  });
});

describe('an answer', () => {
  it('is given with its status, its headers and its text, whatever the status', async () => {
    server.reply(418, { 'content-type': 'text/plain', 'X-Pot': 'tea' }, 'short and stout');
    expect(await http.send(`${server.url}/pot`)).toEqual({
      url: `${server.url}/pot`,
      status: 418,
      headers: expect.objectContaining({ 'x-pot': 'tea' }),
      body: 'short and stout',
      retryAfterMs: null,
    });
  });

  it('is told of piece by piece while it comes, and of every redirect', async () => {
    const under = new HttpUnderTest();
    server.answer(async (_, response) => {
      for (const piece of ['one', 'two', 'three']) {
        await new Promise((resolve) => response.write(piece, resolve));
        await vi.waitUntil(() => under.progress > 1 || piece === 'one', { timeout: 30_000 });
      }
      response.end();
    });
    expect(await under.send(server.url)).toMatchObject({ body: 'onetwothree' });
    const pieces = under.progress;
    expect(pieces).toBeGreaterThan(2);
    server.answer((request, response) => {
      if (request.path === '/') response.writeHead(302, { location: '/there' });
      response.end();
    });
    await under.send(server.url);
    expect(under.progress - pieces).toBe(2);
  });

  it('without a body has an empty text', async () => {
    server.reply(204);
    expect(await http.send(server.url)).toMatchObject({ status: 204, body: '' });
    server.reply(200, { 'content-length': '999999', 'content-type': 'image/png' });
    expect(await http.send(server.url, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  it('with several headers of one name has them in one', async () => {
    server.answer((_, response) => response.setHeader('set-cookie', ['a=1', 'b=2']).end());
    expect((await http.send(server.url)).headers['set-cookie']).toBe('a=1, b=2');
  });

  it.each([
    ['7', 7000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['99999999999', 86_400_000],
    ['soon', null],
  ])('with Retry-After: %s asks to wait for %s ms', async (value, ms) => {
    server.reply(429, { 'retry-after': value });
    expect((await http.send(server.url)).retryAfterMs).toBe(ms);
  });

  it.each([
    ['gzip', gzipSync('unpacked')],
    ['deflate', deflateSync('unpacked')],
    ['br', brotliCompressSync('unpacked')],
  ])('that is packed as %s is unpacked', async (encoding, body) => {
    server.reply(200, { 'content-type': 'text/plain', 'content-encoding': encoding }, body);
    expect((await http.send(server.url)).body).toBe('unpacked');
    expect((await server.arrived).headers['accept-encoding']).toContain(encoding);
  });

  it.each([
    ['application/json', '"é"'],
    ['application/problem+json; charset=utf-8', '"é"'],
    ['application/soap+xml', '"é"'],
    ['application/x-www-form-urlencoded', '"é"'],
    ['text/csv', '"é"'],
    ['application/octet-stream; charset=utf-8', '"é"'],
    ['', '"é"'],
  ])('of type %j is text', async (type, text) => {
    server.reply(200, type === '' ? {} : { 'content-type': type }, text);
    expect((await http.send(server.url)).body).toBe(text);
  });

  it('in another charset is read in it', async () => {
    server.reply(200, { 'content-type': 'text/plain; charset="ISO-8859-1"' }, Buffer.from('é', 'latin1'));
    expect((await http.send(server.url)).body).toBe('é');
  });

  it.each([
    ['image/png', 'abc'],
    ['application/octet-stream', 'abc'],
    ['', Buffer.from([0x89, 0x50, 0xff])],
    ['', Buffer.from('a\0b')],
  ])('of type %j is given as its bytes, unless text is what is asked for', async (type, body) => {
    server.reply(200, type === '' ? {} : { 'content-type': type }, body);
    expect((await http.send(server.url)).body).toEqual(Buffer.from(body));
    expect(typeof (await http.send(server.url, { isTextExpected: true })).body).toBe('string');
  });
});

describe('a body that is too long', () => {
  const tooLarge = { code: 'http/too-large', message: expect.stringContaining('1,000 bytes') };

  it('by its own word is not read', async () => {
    server.answer((_, response) => response.writeHead(200, { 'content-length': '1001' }).flushHeaders());
    await expect(http.send(server.url)).rejects.toMatchObject(tooLarge);
    await (await server.arrived).closed;
  });

  it('is left as soon as it is, and its connection is closed', async () => {
    server.answer((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(100)));
        response.once('drain', more);
      };
      more();
    });
    await expect(http.send(server.url)).rejects.toMatchObject(tooLarge);
    await (await server.arrived).closed;
  });

  it('only once it is unpacked is refused too', async () => {
    const bomb = gzipSync('0'.repeat(1_000_000));
    server.reply(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }, bomb);
    await expect(http.send(server.url, { limits: { maxResponseBytes: 100_000 } })).rejects.toMatchObject({
      code: 'http/too-large',
    });
  });

  it('by one byte is refused, and one that is as long as allowed is not', async () => {
    server.reply(200, {}, 'x'.repeat(1000));
    expect((await http.send(server.url)).body).toHaveLength(1000);
    server.answer((_, response) => response.write('x'.repeat(500)) && response.end('x'.repeat(501)));
    await expect(http.send(server.url)).rejects.toMatchObject(tooLarge);
  });
});

describe('an answer that cannot be read', () => {
  it.each([
    ['is no HTTP', 'I am a teapot\r\n\r\n', 'http/malformed'],
    ['has headers without an end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}`, 'http/malformed'],
    ['ends before its end', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort', 'http/unreachable'],
    ['ends before it begins', '', 'http/unreachable'],
  ])('because it %s', async (_, raw, code) => {
    server.answer((_arrival, response) => response.socket?.end(raw));
    await expect(http.send(server.url)).rejects.toMatchObject({ code, retryable: true });
  });

  it.each([
    ['gzip', 'this is not packed'],
    ['br', 'this is not packed'],
    ['gzip', gzipSync('cut off').subarray(0, 15)],
    ['snappy', 'x'],
  ])('because it is not packed as %s, as it says', async (encoding, body) => {
    server.reply(200, { 'content-encoding': encoding }, body);
    await expect(http.send(server.url)).rejects.toMatchObject({ code: 'http/malformed' });
  });
});
