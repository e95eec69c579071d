import { describe, expect, it } from 'vitest';
import { SecretMask } from '../../src/runtime/owner/secret-mask.ts';

function maskOf(...values: readonly string[]): SecretMask {
  const mask = new SecretMask();
  for (const value of values) mask.add(value);
  return mask;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inSmallLetters(text: string): string {
  return encodeURIComponent(text).replaceAll(/%../g, (one) => one.toLowerCase());
}

function inPage(text: string): string {
  const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (one) => named[one] ?? one);
}

/** As people and programs write a value into other texts, and what is around it there. */
const writings: readonly (readonly [string, (value: string) => string, (written: string) => string])[] = [
  ['as it is', (value) => value, (written) => written],
  ['as JSON', inJson, (written) => `{"value":"${written}"}`],
  ['as JSON within JSON', (value) => inJson(inJson(value)), (written) => `"{\\"value\\":\\"${written}\\"}"`],
  ['in an address', encodeURIComponent, (written) => `?a=${written}&b`],
  ['in an address, in small letters', inSmallLetters, (written) => `?a=${written}&b`],
  [
    'as a form',
    (value) => new URLSearchParams({ a: value }).toString().slice(2),
    (written) => `a=${written}`,
  ],
  ['in base64', base64, (written) => `"${written}"`],
  ['in base64 without its end', (value) => base64(value).replace(/=+$/, ''), (written) => `"${written}"`],
  [
    'in base64 for addresses',
    (value) => Buffer.from(value).toString('base64url'),
    (written) => `?a=${written}`,
  ],
  ['in base64 in an address', (value) => encodeURIComponent(base64(value)), (written) => `?a=${written}`],
  ['in hex', (value) => Buffer.from(value).toString('hex'), (written) => `0x${written}`],
  ['in a page', inPage, (written) => `<p>${written}</p>`],
];

describe('a mask', () => {
  it.each(writings)('covers a value %s', (_, write, around) => {
    for (const value of ['k+7/Zq "canary"&<tag> ü=', 'sk-0123456789abcdef', 'tschüß-🔑-password']) {
      expect(maskOf(value).text(`before ${around(write(value))} after`)).toBe(
        `before ${around('***')} after`,
      );
    }
  });

  it.each([
    'me',
    'you',
    'they',
  ])('covers a password as Basic authentication of %s, but for a letter at its ends', (user) => {
    const password = 'sk-0123456789abcdef';
    const sent = `Basic ${base64(`${user}:${password}`)}`;
    const [, before = '', after = ''] = /^Basic (.*)\*\*\*(.*)$/.exec(maskOf(password).text(sent)) ?? [];
    expect(before.length).toBeLessThanOrEqual(base64(`${user}:`).replaceAll('=', '').length);
    expect(before.length).toBeGreaterThan(0);
    expect(after).toMatch(/^.?=*$/);
  });

  it('covers every place, and leaves the rest as it is', () => {
    const mask = maskOf('password1');
    expect(mask.text('password1, password1; passwort1')).toBe('***, ***; passwort1');
    expect(mask.text('nothing here')).toBe('nothing here');
  });

  it('covers a value as long as any may be, and does not take longer for it', () => {
    const long = Array.from({ length: 2000 }, (_, index) => `/${(index * 7919) % 1000}`)
      .join('+')
      .slice(0, 10_000);
    expect(maskOf(long).text(`${long} ${base64(long)} ${long.slice(0, -1)}`)).toBe(
      `*** *** ${long.slice(0, -1)}`,
    );
  });

  it('covers the longer of two values where both begin', () => {
    expect(maskOf('password', 'password123').text('password123 password12')).toBe('*** ***12');
  });

  it('covers the lines of a value, wherever they stand alone', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----\n';
    expect(maskOf(key).text('line 2 is MIIEvQIBADANBg, 3 kqhkiG9w0BAQEF')).toBe('line 2 is ***, 3 ***');
  });

  it('covers what is left of a value when its letters beyond ASCII have become others', () => {
    const value = 'grüße-0123456789';
    const sent = Buffer.from(value, 'latin1').toString('utf8');
    expect(sent).not.toContain(value);
    expect(maskOf(value).text(sent)).not.toContain('0123456789');
  });

  it('covers texts, keys and numbers, at any depth of a value', () => {
    const mask = maskOf('12345678', 'password1');
    expect(mask.json({ a: ['password1', { password1: null }], n: 12345678, m: 1234, ok: true })).toEqual({
      a: ['***', { '***': null }],
      n: '***',
      m: 1234,
      ok: true,
    });
  });
});

describe('bytes', () => {
  it('have stars over a value, in every form, and are otherwise as they were', () => {
    const value = 'tschüß-password';
    const around = (middle: string) =>
      Buffer.concat([Buffer.of(0xff, 0), Buffer.from(middle), Buffer.of(0, 0xfe)]);
    const bytes = around(`${value} ${base64(value)}`);
    const masked = maskOf(value).bytes(bytes);
    expect(Buffer.from(masked)).toEqual(around(`${'*'.repeat(17)} ${'*'.repeat(base64(value).length)}`));
    expect(bytes).toEqual(around(`${value} ${base64(value)}`));
  });

  it('are masked in bounded time where the value is what stands over values', () => {
    const stars = Buffer.from('a ******** b');
    expect(Buffer.from(maskOf('******').bytes(stars))).toEqual(stars);
  });
});

describe('a text that comes in parts', () => {
  /** What is said of the parts, one after the other. */
  function said(mask: SecretMask, parts: readonly string[]): readonly string[] {
    let held = '';
    const spoken = parts.map((part) => {
      const { masked, rest } = mask.start(held + part);
      held = rest;
      return masked;
    });
    return [...spoken, mask.end(held)];
  }

  it('is masked wherever it is cut', () => {
    const mask = maskOf('password1', 'password12345');
    const text = 'a password1, b password12345 c';
    for (let first = 0; first <= text.length; first += 1) {
      for (let second = first; second <= text.length; second += 1) {
        const parts = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        expect(said(mask, parts).join('')).toBe('a ***, b *** c');
      }
    }
  });

  it('is said at once as far as it cannot be a secret', () => {
    expect(said(maskOf('password1'), ['hello ', 'pass', 'ed', ' pass'])).toEqual([
      'hello ',
      '',
      'passed',
      ' ',
      'pass',
    ]);
  });

  it('that ends within a secret does not say what there was of it', () => {
    expect(said(maskOf('password1'), ['it is passwor'])).toEqual(['it is ', '***']);
  });
});
