import { AppError, assertNever } from '../../kernel/index.ts';
import type { ModelChunk, ModelRequest } from '../../nodes/index.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { ModelInfo } from '../../runtime/ports/models.ts';
import type { Provider } from '../provider.ts';
import { type ScriptStep, scriptOf } from './script.ts';

/** Nobody is asked, so nothing is charged: this is the one price that is certain. */
const offline: Pick<ModelInfo, 'supports' | 'maxOutputTokens' | 'prices'> = {
  supports: null,
  maxOutputTokens: null,
  prices: [{ version: 'free', from: null, input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 }],
};

/** Models that need no network: for demos and tests. Nothing picks them by itself. */
export function createOfflineProvider(clock: Clock): Provider {
  return {
    name: 'offline',
    models: [
      {
        model: 'echo',
        description: 'Streams back the prompt, or the last message of the user, word by word.',
        ...offline,
      },
      {
        model: 'scripted',
        description: 'Does what a script says, given as JSON in the prompt.',
        ...offline,
      },
    ],
    stream: (request, signal) => {
      if (request.model === 'echo') return echo(request, signal);
      const script = scriptOf(request);
      return play(script, { request, signal, clock });
    },
  };
}

async function* echo(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelChunk> {
  const text = request.messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const words = wordsOf(text);
  for (const word of words) {
    signal.throwIfAborted();
    yield { type: 'text', text: word };
  }
  yield usageOf(request, words.length);
  yield { type: 'finish', reason: 'stop' };
}

interface Play {
  readonly request: ModelRequest;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

async function* play(script: readonly ScriptStep[], context: Play): AsyncGenerator<ModelChunk> {
  let words = 0;
  let toolCalls = 0;
  let told = false;
  for (const step of script) {
    if (step.do === 'cut') return;
    for await (const chunk of perform(step, context)) {
      if (chunk.type === 'text') words += 1;
      if (chunk.type === 'toolCall') toolCalls += 1;
      if (chunk.type === 'usage') told = true;
      yield chunk;
    }
  }
  if (!told) yield usageOf(context.request, words);
  yield { type: 'finish', reason: toolCalls > 0 ? 'tool-calls' : 'stop' };
}

async function* perform(step: ScriptStep, { signal, clock }: Play): AsyncGenerator<ModelChunk> {
  signal.throwIfAborted();
  switch (step.do) {
    case 'text':
    case 'reasoning':
      for (const word of wordsOf(step.text)) {
        await passed(clock, step.paceMs, signal);
        yield { type: step.do, text: word };
      }
      break;
    case 'toolCall':
      yield { type: 'toolCall', call: { id: step.id, name: step.name, arguments: step.arguments } };
      break;
    case 'usage': {
      const { do: _, ...usage } = step;
      yield { type: 'usage', usage };
      break;
    }
    case 'fail':
      throw failure(step);
    case 'hang':
      await unlessAborted(signal, () => () => undefined);
      break;
    case 'wait':
      await passed(clock, step.ms, signal);
      break;
    case 'cut':
      break;
    default:
      assertNever(step);
  }
}

function failure({ code, message, retryable, ...details }: Extract<ScriptStep, { do: 'fail' }>): AppError {
  const { do: _, ...told } = details;
  return new AppError(code, `offline/scripted failed: ${message}`, { retryable, details: told });
}

/** Without a pace there is no timer: the next word is there at once. */
async function passed(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (ms === 0) return;
  await unlessAborted(signal, (resolve) => clock.after(ms, resolve));
}

/** Waits for what `begin` begins; aborting undoes it and ends the wait. Afterwards nothing listens to the signal. */
function unlessAborted(signal: AbortSignal, begin: (resolve: () => void) => () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      undo();
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort);
    const undo = begin(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
  });
}

/** The text in pieces, each a word with what follows it: put together, they are the text. */
function wordsOf(text: string): readonly string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

/** Words for tokens: the same text always counts the same. */
function usageOf({ messages }: ModelRequest, outputTokens: number): ModelChunk {
  const inputTokens = messages.reduce((sum, { content }) => sum + wordsOf(content).length, 0);
  const totalTokens = inputTokens + outputTokens;
  return {
    type: 'usage',
    usage: { inputTokens, outputTokens, cachedTokens: null, reasoningTokens: null, totalTokens },
  };
}
