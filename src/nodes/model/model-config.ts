import { z } from 'zod';
import { jsonObjectField, jsonSchemaField, templateField } from '../config-fields.ts';

const name = z.string().min(1).max(200);

const penalty = (description: string) => z.number().min(-2).max(2).exactOptional().describe(description);

const fallbackModel = z.strictObject({
  provider: name.describe('A provider that the server knows, as `offline` or `openai`.'),
  model: name.describe('A model of this provider.'),
});

export const modelConfig = z
  .strictObject({
    provider: name
      .exactOptional()
      .describe(
        'A provider that the server knows, as `offline` or `openai`. Left open, the one that the request names is used.',
      ),
    model: name
      .exactOptional()
      .describe('A model of the provider. Left open, the one that the request names is used.'),
    system: templateField(
      'What the model is told about its task before anything else. Left open, the system prompt of the request is used.',
    ).exactOptional(),
    prompt: templateField(
      'The user’s turn: a text with `{{ expressions }}` in it. Left open, the messages of the execution are sent.',
    ).exactOptional(),
    history: z
      .enum(['auto', 'all', 'none'])
      .default('auto')
      .describe(
        'Which messages of the execution are sent before the prompt. auto: all of them if there is no prompt, else none. all: always all. none: never any.',
      ),
    temperature: z
      .number()
      .min(0)
      .max(2)
      .exactOptional()
      .describe('How freely the model chooses its words: 0 is the most predictable.'),
    maxTokens: z.int().min(1).max(10_000_000).exactOptional().describe('Tokens that the answer has at most.'),
    topP: z
      .number()
      .min(0)
      .max(1)
      .exactOptional()
      .describe('Only words that together have this probability are chosen from. Set this or `temperature`.'),
    stop: z
      .array(z.string().min(1).max(1000))
      .max(16)
      .default([])
      .describe('Texts at which the answer ends, before they appear.'),
    seed: z
      .int()
      .min(0)
      .max(2_147_483_647)
      .exactOptional()
      .describe(
        'The same seed lets a provider that supports it answer the same question the same way, mostly.',
      ),
    presencePenalty: penalty('How much the model avoids words that it has used at all.'),
    frequencyPenalty: penalty('How much the model avoids words the more often it has used them.'),
    fallbackModels: z
      .array(fallbackModel)
      .max(10)
      .default([])
      .describe(
        'Models to ask in this order when one fails, is not to be had, or gives no answer that satisfies `structuredOutput`, and nothing of an answer has been shown yet. Retries of the node begin at the first again.',
      ),
    structuredOutput: jsonSchemaField(
      'A JSON Schema. The answer must be JSON that satisfies it, and becomes `output.data`. Another answer is repaired, if `repair` is on; else, or if that fails, it is a failure that may be tried again.',
    ).exactOptional(),
    repair: z
      .boolean()
      .default(true)
      .describe(
        'Only with `structuredOutput`. On: an answer that does not satisfy it is sent back once, with what is wrong with it, and no answer is shown before it is known to be right. Off: answers stream as they come, and a wrong one is a failure at once.',
      ),
    providerOptions: jsonObjectField(
      'Settings that only this provider knows, passed on as they are. Fallback models of other providers do not get them.',
    ).exactOptional(),
  })
  .superRefine(({ history, prompt }, context) => {
    if (history !== 'none' || prompt !== undefined) return;
    context.addIssue({
      code: 'custom',
      path: ['prompt'],
      message: 'is missing: without history it is all there is to send',
    });
  });

export type ModelConfig = z.output<typeof modelConfig>;
