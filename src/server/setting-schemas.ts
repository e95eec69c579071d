import { z } from 'zod';

export const wholeNumber = (least: number, most: number) => {
  const wanted = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d+$/, wanted)
    .transform(Number)
    .pipe(z.number().min(least, wanted).max(most, wanted));
};

/** Entries with commas between. */
export const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );

function headerOf(pair: string): [string, string] {
  const [, name, value] = /^([A-Za-z0-9_.-]+)=([\x21-\x7e]+)$/.exec(pair) ?? [];
  if (name === undefined || value === undefined) throw new RangeError('no header');
  return [name, decodeURIComponent(value)];
}

/** As the specification of OpenTelemetry has them: values are written as in an address. */
export const headers = list.transform((pairs, context) => {
  try {
    return Object.fromEntries(pairs.map(headerOf));
  } catch {
    context.addIssue({ code: 'custom', message: 'must be pairs such as authorization=Bearer%20key' });
    return z.NEVER;
  }
});

const wantedOrigin = 'must be origins such as https://chat.example.com, without a path';

/** As browsers write it, whatever of that was left to them: the slash at the end, capitals, the port of the protocol. */
export const origin = z
  .url({ protocol: /^https?$/, error: wantedOrigin })
  .transform((text) => new URL(text))
  .refine((url) => url.href === `${url.origin}/` && !url.hostname.includes('*'), wantedOrigin)
  .transform((url) => url.origin);
