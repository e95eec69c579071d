import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { builtInKinds, createRegistry, defineNodeKind, type HttpRequest } from '../../src/nodes/index.ts';
import type { Http } from '../../src/runtime/ports/http.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { execute, logOf, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';

const canary = 'canary-0123456789';

const request: HttpRequest = {
  method: 'GET',
  url: 'https://example.com/',
  query: [],
  headers: [],
  auth: { type: 'bearer', token: { secret: 'CANARY' } },
  body: null,
  isTextExpected: false,
  limits: { timeoutMs: 1, maxResponseBytes: 1, maxRedirects: 0 },
};

/** Sends the secret, and then says what it was given in every way that it can. */
const talkativeKind = defineNodeKind({
  type: 'talkative',
  label: 'Talkative',
  category: 'control',
  description: 'Says what it is told.',
  pure: false,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config: z.strictObject({
    parts: z.array(z.string()).describe('What it says.'),
    end: z.enum(['completes', 'fails', 'throws']).describe('How it ends.'),
  }),
  ports: [{ name: 'out', description: 'It has said everything.' }],
  output: () => 'dyn',
  compile: ({ parts, end }) => ({
    pure: false,
    run: async (_, world) => {
      await world.http.send(request, world.signal);
      const said = parts.join('');
      for (const part of parts) {
        world.text(part);
        world.reasoning(part);
      }
      world.toolCall({ id: 'c1', name: 'tell', arguments: { said } });
      world.debug(said, { [said]: [said] });
      if (end === 'throws') throw new TypeError(said);
      if (end === 'fails') {
        const error = { code: 'http/status', message: said, retryable: false, details: { said } };
        return { status: 'failed', error };
      }
      return {
        status: 'completed',
        port: 'out',
        output: { said },
        messages: [
          { role: 'assistant', content: said, toolCalls: [{ id: 'c1', name: 'tell', arguments: said }] },
        ],
        variables: [
          { operation: 'set', name: 'a', value: said },
          { operation: 'merge', name: 'b', value: { [said]: said } },
          { operation: 'increment', name: 'c', value: 1 },
        ],
      };
    },
  }),
});

let database: TestDatabase;
let runtime: Runtime;
const lines: unknown[] = [];
const note = (...line: readonly unknown[]) => void lines.push(line);
const http: Http = {
  mayAsk: () => true,
  send: async ({ url }) => ({ url, status: 200, headers: {}, body: '', retryAfterMs: null }),
};

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({
    url: database.url,
    http,
    registry: createRegistry([...builtInKinds, talkativeKind]),
    log: { info: note, warn: note, error: note },
  });
  await runtime.app.setSecret(testViewer, { name: 'CANARY', value: canary });
});

afterAll(async () => {
  await runtime.close();
  await database.drop();
});

async function saying(parts: readonly string[], end: 'completes' | 'fails' | 'throws') {
  const graph = sequence({ type: 'talkative', config: { parts, end } });
  const { id } = await execute(runtime.app, graph, { waitMs: 30_000, debug: true });
  return logOf(runtime.app, id);
}

describe('an attempt that has learnt a secret', () => {
  it.each([
    'completes',
    'fails',
    'throws',
  ] as const)('does not say it in any event, nor in the server’s log, when it %s', async (end) => {
    const events = await saying(['before ', canary, ' after'], end);
    const said = JSON.stringify(events);
    expect(said).not.toContain(canary);
    expect(said).toContain('before *** after');
    expect(inspect(lines, { depth: 20 })).not.toContain(canary);
    expect(events.at(-1)?.type).toBe(end === 'completes' ? 'ExecutionCompleted' : 'ExecutionFailed');
  });

  it('says unexpected failures in the server’s log, without it', async () => {
    await saying(['before ', canary, ' after'], 'throws');
    expect(inspect(lines.at(-1), { depth: 20 })).toContain('before *** after');
  });

  it('keeps it out of a stream wherever that is cut, and its text is what was streamed', async () => {
    const events = await saying([...`a ${canary} b ${canary}`], 'completes');
    for (const type of ['TextDelta', 'ReasoningDelta'] as const) {
      const deltas = events.flatMap((event) => (event.type === type ? [event.text] : []));
      expect(deltas.join('')).toBe('a *** b ***');
    }
  });

  it('does not say the part of it with which a stream ends', async () => {
    const events = await saying(['so far ', canary.slice(0, -1)], 'fails');
    const deltas = events.flatMap((event) => (event.type === 'TextDelta' ? [event.text] : []));
    expect(deltas.join('')).toBe('so far ***');
    expect(events.find(({ type }) => type === 'NodeFailed')).toMatchObject({ text: 'so far ***' });
  });

  it('keeps what the engine reads of a result as it is', async () => {
    const events = await saying(['completed ', canary], 'completes');
    const completed = events.filter(({ type }) => type === 'NodeCompleted');
    expect(completed.at(-1)).toMatchObject({
      port: 'out',
      output: { said: 'completed ***' },
      messages: [{ role: 'assistant', content: 'completed ***' }],
      variables: [
        { operation: 'set', name: 'a', value: 'completed ***' },
        { operation: 'merge', name: 'b', value: { 'completed ***': 'completed ***' } },
        { operation: 'increment', name: 'c', value: 1 },
      ],
    });
  });
});
