import { z } from 'zod';
import { AppError, type Json } from '../../kernel/index.ts';
import type { ModelRequest } from '../../nodes/index.ts';

const paceMs = z.int().min(0).max(60_000).default(0);

const tokens = z.int().min(0).nullable().default(null);

/** What `offline/scripted` does for one answer, step by step. */
const answerSchema = z.array(
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

/** Successive answers, to one turn of the user each. */
const answersSchema = z.array(answerSchema).min(1);

export type ScriptStep = z.infer<typeof answerSchema>[number];

/**
 * The script is the last turn of the user that is a JSON list. One of answers gives its first to that turn and the
 * next to each turn after it; the last of them, or the only one, to all that follow.
 * @throws AppError `model/unavailable` where no turn is a script
 */
export function scriptOf({ messages }: ModelRequest): readonly ScriptStep[] {
  const turns = messages.flatMap(({ role, content }) => (role === 'user' ? [jsonOf(content)] : []));
  const place = turns.findLastIndex((turn) => Array.isArray(turn));
  const answers = answersOf(turns[place]);
  const passed = turns.length - 1 - place;
  return answers[Math.min(passed, answers.length - 1)] ?? [];
}

function answersOf(script: Json | undefined): readonly (readonly ScriptStep[])[] {
  if (!Array.isArray(script)) throw noScript('this is none');
  const hasAnswers = script.length > 0 && script.every((answer) => Array.isArray(answer));
  const parsed = answersSchema.safeParse(hasAnswers ? script : [script]);
  if (parsed.success) return parsed.data;
  const [{ path, message } = { path: [], message: 'this is none' }] = parsed.error.issues;
  throw noScript(`${(hasAnswers ? path : path.slice(1)).join('.')}: ${message}`);
}

function noScript(why: string): AppError {
  return new AppError(
    'model/unavailable',
    `offline/scripted needs a script, a JSON list, as its prompt: ${why}`,
  );
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
