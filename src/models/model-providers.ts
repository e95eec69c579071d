import { z } from 'zod';
import { modelPricesSchema } from './model-prices.ts';

/** Node's own HTTP client gives up on a silent connection after this time, whatever is set here. */
const longestIdleMs = 300_000;

// What HTTP cannot send is refused here: the errors of the HTTP client repeat it, and it may be a secret.
const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'must be the name of an HTTP header');
const headerValue = z.string().regex(/^[\x20-\x7e]*$/, 'must be printable ASCII, as HTTP headers are');

const baseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
  .refine((url) => !holdsPassword(url), 'must not hold a user or a password: use apiKey or headers');

function holdsPassword(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.username + url.password !== '';
}

/** A name alone, or one with what is known of the model: what it is not said to support then, no workflow may ask of it. */
const modelSchema = z.preprocess(
  (model) => (typeof model === 'string' ? { model } : model),
  z.strictObject(
    {
      model: z.string().min(1).max(200),
      supports: z
        .array(z.enum(['structuredOutput', 'tools']))
        .nullable()
        .default(null),
      maxOutputTokens: z.int().min(1).nullable().default(null),
      prices: modelPricesSchema.default([]),
    },
    {
      error: (issue) => (issue.code === 'invalid_type' ? 'must be a name, or an object with one' : undefined),
    },
  ),
);

/** A provider that answers over HTTP. */
export const modelProviderSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,63}$/, 'must be a short name of small letters, digits, _ and -')
    .refine((name) => name !== 'offline', 'is the name of the models that need no network: choose another'),
  type: z.enum(['openai-compatible', 'openai', 'anthropic', 'google']),
  /** Where it answers, without the path of a call; needed for `openai-compatible`. */
  baseUrl: baseUrl.exactOptional(),
  /** Needed for all but `openai-compatible`. */
  apiKey: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .exactOptional(),
  headers: z.record(headerName, headerValue).exactOptional(),
  models: z
    .array(modelSchema)
    .min(1)
    .refine(
      (all) => new Set(all.map(({ model }) => model)).size === all.length,
      'has two models of one name',
    ),
  /** How many calls of it one process has under way at a time; left out: any number. */
  concurrency: z.int().min(1).max(10_000).exactOptional(),
  /** A provider that is silent for so long has broken off. */
  idleTimeoutMs: z.int().min(1).max(longestIdleMs).default(120_000),
});

export type ModelProviderSettings = z.infer<typeof modelProviderSchema>;

/** Settings of model providers. The messages of its issues never repeat a key or a header. */
export const modelProvidersSchema = z
  .array(
    modelProviderSchema
      .refine(({ type, baseUrl: url }) => type !== 'openai-compatible' || url !== undefined, {
        path: ['baseUrl'],
        error: 'is missing: an openai-compatible provider has no address of its own',
      })
      .refine(({ type, apiKey }) => type === 'openai-compatible' || apiKey !== undefined, {
        path: ['apiKey'],
        error: 'is missing: this provider answers nobody without one',
      }),
  )
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'has two providers of one name');
