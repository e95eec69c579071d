import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpTestServer } from '../support/http-server.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { selfSigned } from '../support/self-signed.ts';
import { HttpUnderTest } from './http-under-test.ts';

let server: HttpTestServer;

beforeAll(async () => {
  server = await HttpTestServer.open();
});
afterAll(() => server.close());

/** How a server can keep one waiting. */
const waits = [
  ['before the headers', () => server.answer(() => undefined)],
  [
    'within the headers',
    () => server.answer((_, response) => response.socket?.write('HTTP/1.1 200 OK\r\nx:')),
  ],
  ['within the body', () => server.answer((_, response) => void response.writeHead(200).write('so far'))],
  [
    'within a packed body',
    () =>
      server.answer(
        (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).flushHeaders(),
      ),
  ],
] as const;

describe('a server that takes too long', () => {
  it.each(waits)('%s is left when the time is over, and its connection is closed', async (_, wait) => {
    const clock = new ManualClock();
    const http = new HttpUnderTest({ clock });
    wait();
    const sent = http.send(server.url);
    const failed = expect(sent).rejects.toMatchObject({ code: 'http/timeout', retryable: true });
    const { closed } = await server.arrived;
    clock.advance(9_999);
    clock.advance(1);
    await failed;
    await closed;
  });

  it('over several redirects has one time for all of them', async () => {
    const clock = new ManualClock();
    const http = new HttpUnderTest({ clock });
    server.answer(({ path }, response) => {
      clock.advance(4_000);
      response.writeHead(302, { location: `${path}x` }).end();
    });
    await expect(http.send(`${server.url}/`)).rejects.toMatchObject({ code: 'http/timeout' });
    expect(server.arrivals.length).toBeLessThanOrEqual(3);
  });
});

describe('a request that is aborted', () => {
  it.each(waits)('%s closes its connection', async (_, wait) => {
    const controller = new AbortController();
    wait();
    const sent = new HttpUnderTest().send(server.url, {}, controller.signal);
    const failed = expect(sent).rejects.toMatchObject({ code: 'execution/cancelled' });
    const { closed } = await server.arrived;
    controller.abort();
    await failed;
    await closed;
  });

  it('before it began is not sent', async () => {
    server.reply(200);
    const sent = new HttpUnderTest().send(server.url, {}, AbortSignal.abort());
    await expect(sent).rejects.toMatchObject({ code: 'execution/cancelled' });
    expect(server.arrivals).toEqual([]);
  });
});

it('however a request ends, no timer of it is left', async () => {
  const clock = new ManualClock();
  const http = new HttpUnderTest({ clock });
  server.reply(200);
  await http.send(server.url);
  await expect(http.send('http://10.0.0.1/')).rejects.toThrow();
  expect(clock.pendingTimers).toBe(0);
});

describe('a server that cannot be reached', () => {
  it('because it refuses the connection may be asked again', async () => {
    const gone = await HttpTestServer.open();
    const { url } = gone;
    await gone.close();
    await expect(new HttpUnderTest().send(url)).rejects.toMatchObject({
      code: 'http/unreachable',
      retryable: true,
      message: expect.stringContaining('the connection was refused (ECONNREFUSED)'),
    });
  });

  it('because its certificate is not trusted is not asked again, and nothing was sent to it', async () => {
    const secure = await HttpTestServer.open(selfSigned);
    try {
      await expect(new HttpUnderTest().send(secure.url)).rejects.toMatchObject({
        code: 'http/unreachable',
        retryable: false,
        message: expect.stringContaining('certificate is not trusted'),
      });
      expect(secure.arrivals).toEqual([]);
    } finally {
      await secure.close();
    }
  });

  it('because it speaks no TLS fails as one that is not there', async () => {
    server.reply(200);
    const sent = new HttpUnderTest().send(server.url.replace('http:', 'https:'));
    await expect(sent).rejects.toMatchObject({ code: 'http/unreachable' });
  });
});
