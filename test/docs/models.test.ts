import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createModels, createOfflineProvider, modelProvidersSchema } from '../../src/models/index.ts';
import type { ModelChunk } from '../../src/nodes/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/models.md'), 'utf8');
const [script = '', providers = ''] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text);

it('the providers on the page are settings as the server reads them', () => {
  expect(modelProvidersSchema.safeParse(JSON.parse(providers))).toMatchObject({ success: true });
});

it('the script on the page plays', async () => {
  const soon = {
    now: () => 0,
    monotonic: () => 0,
    after: (_: number, run: () => void) => {
      run();
      return () => undefined;
    },
  };
  const models = createModels([createOfflineProvider(soon)]);
  const messages = [{ role: 'user', content: script }] as const;
  const request = { provider: 'offline', model: 'scripted', messages, idempotencyKey: 'e:a' };
  const chunks: ModelChunk[] = [];
  for await (const chunk of models.stream(request, new AbortController().signal)) chunks.push(chunk);
  expect(chunks.at(-1)).toEqual({ type: 'finish', reason: 'tool-calls' });
});
