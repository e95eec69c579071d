import { describe, expect, it } from 'vitest';
import { createServerLog } from '../../src/server/server-log.ts';

const key = `chatter_${'a'.repeat(43)}`;

function recorded(level: 'error' | 'info' = 'info') {
  const lines: string[] = [];
  return { lines, log: createServerLog(level, { write: (line) => lines.push(line) }) };
}

describe("the server's log", () => {
  it('writes one line of JSON with the message and the fields', () => {
    const { lines, log } = recorded();
    log.warn('something is odd', { executionId: 'e1' });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 40,
      msg: 'something is odd',
      executionId: 'e1',
    });
  });

  it('leaves out what is less severe than its level', () => {
    const { lines, log } = recorded('error');
    log.info('a');
    log.warn('b');
    log.error('c');
    expect(lines).toHaveLength(1);
  });

  it('writes errors with their stack and their cause', () => {
    const { lines, log } = recorded();
    log.error('failed', { error: new Error('outer', { cause: new Error('inner') }) });
    expect(lines[0]).toContain('outer');
    expect(lines[0]).toContain('inner');
    expect(lines[0]).toContain('server-log.test.ts');
  });

  it('writes of an error what it was, and nothing else that a library hangs on it', () => {
    const { lines, log } = recorded();
    const error = Object.assign(new Error('connection lost'), { code: '57P01', client: { secretKey: 4711 } });
    log.warn('odd', { error, cause: error });
    const line: unknown = JSON.parse(lines[0] ?? '');
    const told = { type: 'Error', message: 'connection lost', code: '57P01', stack: expect.any(String) };
    expect(line).toMatchObject({ error: told, cause: told });
    expect(lines[0]).not.toContain('4711');
  });

  it.each([
    ['a field', { apiKey: key }],
    ['a field inside', { request: { headers: { authorization: `Bearer ${key}` } } }],
    ['the message of an error', { error: new Error(`refused ${key}`) }],
    [
      'the key of another service, in a header',
      { note: { deep: { deeper: `bearer sk-${'b'.repeat(20)}` } } },
    ],
    ['the password of an address', { error: new Error('no answer of postgres://chatter:hunter2@db:5432/x') }],
    ['the user and password of a header', { note: 'Basic aHVudGVyMjpodW50ZXIy' }],
  ])('never writes a secret: %s', (_, fields) => {
    const { lines, log } = recorded();
    log.error(`failed with ${key}`, fields);
    expect(lines).toHaveLength(1);
    expect(() => JSON.parse(lines[0] ?? '')).not.toThrow();
    for (const secret of ['a'.repeat(43), 'b'.repeat(20), 'hunter2', 'aHVudGVyMjpodW50ZXIy']) {
      expect(lines[0]).not.toContain(secret);
    }
  });
});
