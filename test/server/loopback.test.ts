import { describe, expect, it } from 'vitest';
import { isLocalAddress } from '../../src/server/transport/loopback.ts';

describe('a server', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.7', false],
    ['127.0.0.1.example.com', false],
    ['localhost.example.com', false],
  ])('knows whether others can reach %s', (host, isLocal) => {
    expect(isLocalAddress(host)).toBe(isLocal);
  });
});
