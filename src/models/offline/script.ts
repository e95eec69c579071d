import { z } from 'zod';
import { AppError, type Json } from '../../kernel/index.ts';
import type { ModelRequest } from '../../nodes/index.ts';

const paceMs = z.int().min(0).max(60_000).default(0);

const tokens = z.int().min(0).nullable().default(null);

/** What `offline/scripted` does, step by step. */
export const scriptSchema = z.array(
  z.discriminatedUnion('do', [
    /** Streams the text, word by word, `paceMs` before each. */
    z.strictObject({ do: z.literal('text'), text: z.string(), paceMs }),
    z.strictObject({ do: z.literal('reasoning'), text: z.string(), paceMs }),
    z.strictObject({
      do: z.literal('toolCall'),
      id: z.string().min(1),
      name: z.string().min(1),
      arguments: z.json().default({}),
    }),
    z.strictObject({
      do: z.literal('usage'),
      inputTokens: tokens,
      outputTokens: tokens,
      cachedTokens: tokens,
      reasoningTokens: tokens,
      totalTokens: tokens,
    }),
    /** Fails as a provider would. */
    z.strictObject({
      do: z.literal('fail'),
      code: z
        .enum(['model/unavailable', 'model/interrupted', 'model/malformed'])
        .default('model/unavailable'),
      /** The HTTP status that the provider would have answered with. */
      status: z.int().min(300).max(599).exactOptional(),
      message: z.string().default('the script says so'),
      retryable: z.boolean().default(true),
      retryAfterMs: z.int().min(0).exactOptional(),
    }),
    /** Sends nothing more until it is aborted. */
    z.strictObject({ do: z.literal('hang') }),
    /** Ends the stream without an end, as a cut connection does. */
    z.strictObject({ do: z.literal('cut') }),
    z.strictObject({ do: z.literal('wait'), ms: z.int().min(0).max(600_000) }),
  ]),
);

export type ScriptStep = z.infer<typeof scriptSchema>[number];

/** The script is the last message's text, as JSON. @throws AppError `model/unavailable` where it is none */
export function scriptOf({ messages }: ModelRequest): readonly ScriptStep[] {
  const text = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const script = jsonOf(text);
  const parsed = scriptSchema.safeParse(script);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const isList = Array.isArray(script) && issue !== undefined;
  const where = isList ? `${issue.path.join('.')}: ${issue.message}` : 'this is none';
  throw new AppError(
    'model/unavailable',
    `offline/scripted needs a script, a JSON list, as its prompt: ${where}`,
  );
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
