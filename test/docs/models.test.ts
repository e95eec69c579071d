import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createModels, createOfflineProvider, modelProvidersSchema } from '../../src/models/index.ts';
import type { ModelChunk } from '../../src/nodes/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/models.md'), 'utf8');
const [script = '', answers = '', ...providers] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
  ([, text]) => text,
);

it.each(providers)('the providers on the page are settings as the server reads them: %s', (text = '') => {
  expect(modelProvidersSchema.safeParse(JSON.parse(text))).toMatchObject({ success: true });
});

it('both examples of providers are found', () => {
  expect(providers).toHaveLength(2);
});

const soon = {
  now: () => 0,
  monotonic: () => 0,
  after: (_: number, run: () => void) => {
    run();
    return () => undefined;
  },
};

/** What is said to these turns of the user. */
async function heard(turns: readonly string[]): Promise<readonly ModelChunk[]> {
  const models = createModels([createOfflineProvider(soon)]);
  const messages = turns.map((content) => ({ role: 'user', content }) as const);
  const request = { provider: 'offline', model: 'scripted', messages, idempotencyKey: 'e:a' };
  const chunks: ModelChunk[] = [];
  for await (const chunk of models.stream(request, new AbortController().signal)) chunks.push(chunk);
  return chunks;
}

it('the script on the page plays', async () => {
  expect((await heard([script])).at(-1)).toEqual({ type: 'finish', reason: 'tool-calls' });
});

it('the answers on the page are given one after the other', async () => {
  expect((await heard([answers]))[0]).toEqual({ type: 'text', text: 'Forty, ' });
  expect((await heard([answers, 'Answer again.']))[0]).toEqual({ type: 'text', text: '{"age": ' });
});
