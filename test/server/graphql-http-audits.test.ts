import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServerUnderTest, type ServerUnderTest } from './server-under-test.ts';

describe('GraphQL over HTTP', () => {
  let under: ServerUnderTest;
  beforeAll(async () => {
    under = await openServerUnderTest();
  });
  afterAll(() => under[Symbol.asyncDispose]());

  it.each(
    serverAudits({ url: () => under.graphql }).map((audit) => [`${audit.id}: ${audit.name}`, audit]),
  )('%s', async (_, audit) => {
    const { status, ...result } = await audit.fn();
    expect(result).not.toHaveProperty('reason');
    expect(status).toBe('ok');
  });
});
