import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../src/http/index.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { HttpTestServer } from '../support/http-server.ts';
import { HttpUnderTest } from './http-under-test.ts';

let server: HttpTestServer;

beforeAll(async () => {
  server = await HttpTestServer.open();
});
afterAll(() => server.close());
beforeEach(() => server.reply(200, {}, 'private'));

const refused = { code: 'http/address-refused', retryable: false };
const closed = (names = {}) => new HttpUnderTest({ allowed: [], names });
const port = () => server.port;

describe('a request to this machine is refused, and does not arrive', () => {
  it.each([
    ['by its address', (at: number) => `http://127.0.0.1:${at}/`],
    ['by its address as one number', (at: number) => `http://2130706433:${at}/`],
    ['by its address in hex', (at: number) => `http://0x7f.1:${at}/`],
    ['by its address in octal', (at: number) => `http://0177.0.0.1:${at}/`],
    ['by its short address', (at: number) => `http://127.1:${at}/`],
    ['by the address of nothing', (at: number) => `http://0:${at}/`],
    ['by its IPv6 address', (at: number) => `http://[::1]:${at}/`],
    ['by its mapped address', (at: number) => `http://[::ffff:127.0.0.1]:${at}/`],
    ['by its address in wide digits', (at: number) => `http://１２７.0.0.1:${at}/`],
  ])('%s', async (_, urlAt) => {
    await expect(closed().send(urlAt(port()))).rejects.toMatchObject(refused);
    expect(server.arrivals).toEqual([]);
  });

  it.each([
    ['a name that is at 127.0.0.1', [['127.0.0.1']]],
    ['a name that is at ::1', [['::1']]],
    ['a name with one public and one private address', [['93.184.216.34', '127.0.0.1']]],
  ])('by %s', async (_, lists) => {
    const http = closed({ 'evil.example': lists });
    const sent = http.send(server.at('evil.example'));
    await expect(sent).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('evil.example'),
    });
    expect(server.arrivals).toEqual([]);
  });

  it('by the name localhost, as the machine knows it', async () => {
    const http = new HttpUnderTest({ allowed: [], names: null });
    await expect(http.send(server.at('localhost'))).rejects.toMatchObject(refused);
    expect(server.arrivals).toEqual([]);
  });
});

describe('a host that is written in a workflow', () => {
  it.each([
    ['127.0.0.1', false],
    ['[::1]', false],
    ['localhost', false],
    ['LOCALHOST.', false],
    ['api.localhost', false],
    ['notlocalhost', true],
    ['1.1.1.1', true],
    ['[2606:4700::1111]', true],
    ['crm.internal', true],
    ['10.0.0.7', true],
  ])('%s may be asked as far as that says: %s', (host, isAllowed) => {
    const http = createHttp({ allowed: ['10.0.0.0/8'], clock: systemClock });
    expect(http.mayAsk(host)).toBe(isAllowed);
  });

  it('may be a name of this machine where the operator allows that name', () => {
    expect(createHttp({ allowed: ['localhost'], clock: systemClock }).mayAsk('localhost')).toBe(true);
  });
});

describe('a name', () => {
  it('is looked up once for a connection, which goes to the address that was checked', async () => {
    const names = { 'rebinding.example': [['127.0.0.1'], ['10.0.0.1'], ['169.254.169.254']] };
    const http = new HttpUnderTest({ allowed: ['127.0.0.1'], names });
    expect(await http.send(server.at('rebinding.example'))).toMatchObject({ body: 'private' });
    expect(http.lookups).toEqual(['rebinding.example']);
    expect((await server.arrived).headers.host).toBe(`rebinding.example:${server.port}`);
    await expect(http.send(server.at('rebinding.example'))).rejects.toMatchObject(refused);
  });

  it('that the operator allows is reached wherever it is', async () => {
    const names = { 'crm.internal': [['127.0.0.1']] };
    const http = new HttpUnderTest({ allowed: ['crm.internal'], names });
    expect(await http.send(server.at('CRM.internal'))).toMatchObject({ status: 200, body: 'private' });
    await expect(http.send(server.url)).rejects.toMatchObject(refused);
  });

  it('that nobody has cannot be reached, and trying again would not help', async () => {
    const sent = closed().send('http://nobody.example/');
    await expect(sent).rejects.toMatchObject({
      code: 'http/unreachable',
      retryable: false,
      details: { reason: 'ENOTFOUND' },
    });
  });
});

describe('a redirect', () => {
  it.each([
    ['to a private address', () => 'http://10.0.0.1/'],
    ['to the metadata of a cloud', () => 'http://169.254.169.254/latest/meta-data/'],
    ['to this machine by another name', () => server.at('inside.example')],
  ])('%s is refused like a request to it', async (_, location) => {
    const names = { 'outside.example': [['127.0.0.1']], 'inside.example': [['::1']] };
    const http = new HttpUnderTest({ allowed: ['outside.example'], names });
    server.reply(302, { location: location() });
    await expect(http.send(server.at('outside.example'))).rejects.toMatchObject(refused);
    expect(server.arrivals).toHaveLength(1);
  });
});
