import { z } from 'zod';

/** A provider that answers over HTTP. */
export const modelProviderSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,63}$/, 'must be a short name of small letters, digits, _ and -')
    .refine((name) => name !== 'offline', 'is the name of the models that need no network: choose another'),
  type: z.enum(['openai-compatible', 'openai', 'anthropic', 'google']),
  /** Where it answers, without the path of a call; needed for `openai-compatible`. */
  baseUrl: z.url({ protocol: /^https?$/ }).exactOptional(),
  apiKey: z.string().min(1).exactOptional(),
  headers: z.record(z.string(), z.string()).exactOptional(),
  models: z.array(z.string().min(1).max(200)).min(1),
  /** A provider that is silent for so long has broken off. */
  idleTimeoutMs: z.int().min(1).max(3_600_000).default(120_000),
});

export type ModelProviderSettings = z.infer<typeof modelProviderSchema>;

export const modelProvidersSchema = z
  .array(
    modelProviderSchema.refine(
      ({ type, baseUrl }) => type !== 'openai-compatible' || baseUrl !== undefined,
      'needs a baseUrl',
    ),
  )
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'has two providers of one name');
