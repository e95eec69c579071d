import { describe, expect, it } from 'vitest';
import { modelProvidersSchema } from '../../src/models/index.ts';

describe('settings of providers', () => {
  const own = { name: 'local', type: 'openai-compatible', baseUrl: 'http://localhost:1/v1', models: ['a'] };

  it.each([
    ['a name that is taken', [own, own]],
    ['the name of the offline models', [{ ...own, name: 'offline' }]],
    ['a compatible one without an address', [{ name: 'x', type: 'openai-compatible', models: ['a'] }]],
    ['one without models', [{ ...own, models: [] }]],
    ['two models of one name', [{ ...own, models: ['a', { model: 'a' }] }]],
    ['a model without a name', [{ ...own, models: [{ supports: [] }] }]],
    ['a length of answers that is none', [{ ...own, models: [{ model: 'a', maxOutputTokens: 0 }] }]],
    ['a key that means nothing', [{ ...own, modles: ['a'] }]],
    ['an address that is none', [{ ...own, baseUrl: 'localhost' }]],
    ['an address with a password', [{ ...own, baseUrl: 'http://me:hunter2@localhost/v1' }]],
    ['a key that HTTP cannot send', [{ ...own, apiKey: 'hunter2\n' }]],
    ['a header that HTTP cannot send', [{ ...own, headers: { 'X-Token': 'hunter2\n' } }]],
    ['a header without a proper name', [{ ...own, headers: { 'X Token': 'hunter2' } }]],
    ['no call at a time', [{ ...own, concurrency: 0 }]],
    ['more patience than the HTTP client has', [{ ...own, idleTimeoutMs: 300_001 }]],
  ])('refuse %s, and repeat no secret', (_, settings) => {
    const { success, error } = modelProvidersSchema.safeParse(settings);
    expect(success).toBe(false);
    expect(error?.message).not.toContain('hunter2');
  });

  it('say of a model that is none what it must be', () => {
    const { error } = modelProvidersSchema.safeParse([{ ...own, models: ['a', 7] }]);
    expect(error?.issues).toMatchObject([
      { path: [0, 'models', 1], message: 'must be a name, or an object with one' },
    ]);
  });

  it.each([
    'openai',
    'anthropic',
    'google',
  ])('refuse %s without a key: none is taken from the environment', (type) => {
    const parsed = modelProvidersSchema.safeParse([{ name: 'x', type, models: ['a'] }]);
    expect(parsed.error?.issues).toMatchObject([{ path: [0, 'apiKey'] }]);
    expect(modelProvidersSchema.safeParse([{ name: 'x', type, models: ['a'], apiKey: 'k' }]).success).toBe(
      true,
    );
  });
});
