import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpTestServer } from '../support/http-server.ts';
import { HttpUnderTest } from './http-under-test.ts';

let server: HttpTestServer;
let other: HttpTestServer;
const http = new HttpUnderTest();

beforeAll(async () => {
  server = await HttpTestServer.open();
  other = await HttpTestServer.open();
});
afterAll(() => Promise.all([server.close(), other.close()]));

/** From `/` to this place, which then answers; other places answer at once. */
function redirect(status: number, location: string): void {
  server.answer(({ path }, response) => {
    if (path === '/') response.writeHead(status, { location });
    response.end(path);
  });
  other.reply(200, {}, 'other');
}

const withBody = {
  method: 'POST',
  body: 'hello',
  headers: { 'content-type': 'text/plain', 'idempotency-key': 'k' },
} as const;

describe('a redirect', () => {
  it.each([
    301, 302, 303, 307, 308,
  ])('by %i is followed, and the answer says where it came from', async (status) => {
    redirect(status, '/there');
    expect(await http.send(`${server.url}/`)).toMatchObject({ url: `${server.url}/there`, body: '/there' });
  });

  it.each([
    [301, 'GET'],
    [302, 'GET'],
    [303, 'GET'],
    [307, 'POST'],
    [308, 'POST'],
  ])('by %i turns a POST into a %s', async (status, method) => {
    redirect(status, '/there');
    await http.send(`${server.url}/`, withBody);
    const last = server.arrivals.at(-1);
    expect(last).toMatchObject({ method, path: '/there', body: method === 'GET' ? '' : 'hello' });
    expect(last?.headers['content-type']).toBe(method === 'GET' ? undefined : 'text/plain');
    expect(last?.headers['idempotency-key']).toBe(method === 'GET' ? undefined : 'k');
  });

  it.each([
    [301, 'PUT', 'PUT'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
  ] as const)('by %i turns a %s into a %s', async (status, method, next) => {
    redirect(status, '/there');
    await http.send(`${server.url}/`, { ...withBody, method, body: null });
    expect(server.arrivals.at(-1)).toMatchObject({ method: next });
  });

  it('in a circle is followed as often as allowed, and no more', async () => {
    redirect(302, '/');
    await expect(http.send(`${server.url}/`, { limits: { maxRedirects: 3 } })).rejects.toMatchObject({
      code: 'http/redirect-refused',
      message: expect.stringContaining('3 are followed'),
    });
    expect(server.arrivals).toHaveLength(4);
  });

  it('is an answer where none is to be followed, or it says no place', async () => {
    redirect(302, '/there');
    const answer = await http.send(`${server.url}/`, { limits: { maxRedirects: 0 } });
    expect(answer).toMatchObject({ status: 302, headers: { location: '/there' } });
    server.reply(302);
    expect(await http.send(`${server.url}/`)).toMatchObject({ status: 302 });
    server.reply(304, { location: '/there' });
    expect(await http.send(`${server.url}/`)).toMatchObject({ status: 304 });
  });

  it.each([
    'file:///etc/passwd',
    'ftp://example.com/',
    'javascript:alert(1)',
    'http://',
    'http://a:b@127.0.0.1/',
  ])('to %s is refused', async (location) => {
    redirect(302, location);
    await expect(http.send(`${server.url}/`)).rejects.toMatchObject({ code: 'http/redirect-refused' });
  });
});

describe('what says who asks', () => {
  const headers = {
    authorization: 'Bearer canary',
    cookie: 'session=1',
    'x-api-key': 'from an expression',
    'x-token': 'Token canary',
    'x-plain': 'yes',
  };

  it('goes with a redirect to the same origin', async () => {
    redirect(302, '/there');
    await http.send(`${server.url}/`, { headers });
    expect(server.arrivals.at(-1)?.headers).toMatchObject(headers);
  });

  it('stays behind at a redirect to another one, as does every header with a secret', async () => {
    redirect(302, other.url);
    await http.send(`${server.url}/`, { headers });
    const { headers: arrived } = await other.arrived;
    expect(arrived['x-plain']).toBe('yes');
    for (const name of ['authorization', 'cookie', 'x-api-key', 'x-token'])
      expect(arrived).not.toHaveProperty(name);
  });

  it('does not come back when a second redirect leads to the first origin', async () => {
    redirect(302, other.url);
    other.reply(302, { location: `${server.url}/there` });
    await http.send(`${server.url}/`, { headers });
    expect(server.arrivals.map(({ path }) => path)).toEqual(['/', '/there']);
    expect(server.arrivals[1]?.headers).not.toHaveProperty('authorization');
  });
});

describe('a secret', () => {
  const refused = { code: 'http/redirect-refused' };

  it('in the address that another origin is to be asked by is not sent there', async () => {
    redirect(302, `${other.url}/?key=canary`);
    await expect(http.send(`${server.url}/`)).rejects.toMatchObject(refused);
    expect(other.arrivals).toEqual([]);
  });

  it('in the body of a request that keeps it is not sent to another origin', async () => {
    redirect(307, other.url);
    await expect(http.send(`${server.url}/`, { method: 'POST', body: 'a=canary' })).rejects.toMatchObject(
      refused,
    );
    expect(other.arrivals).toEqual([]);
  });

  it('in the address goes with a redirect to the same origin', async () => {
    redirect(302, '/there?key=canary');
    await http.send(`${server.url}/`);
    expect(server.arrivals.at(-1)?.path).toBe('/there?key=canary');
  });
});
