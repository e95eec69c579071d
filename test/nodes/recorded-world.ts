import { createHash } from 'node:crypto';
import type { Usage } from '../../src/engine/index.ts';
import type { Json, ToolCall } from '../../src/kernel/index.ts';
import type {
  HttpCaller,
  KeptBytes,
  ModelCaller,
  ModelChunk,
  ModelDefaults,
  ModelRequest,
  NodeWorld,
  ScriptRunner,
} from '../../src/nodes/index.ts';
import { refusedScripts } from '../../src/sandbox/index.ts';

/** One provider call: chunks in order; an error is thrown; `hang` says nothing more, ever. */
export type Script = readonly (ModelChunk | Error | 'hang')[];

/** Plays the scripts, one a call, and keeps what was asked. */
export class ScriptedModels implements ModelCaller {
  readonly requests: ModelRequest[] = [];
  readonly #scripts: Script[];

  constructor(scripts: readonly Script[]) {
    this.#scripts = [...scripts];
  }

  async *stream(request: ModelRequest): AsyncIterable<ModelChunk> {
    this.requests.push(request);
    const script = this.#scripts.shift();
    if (!script) throw new Error('no call was expected');
    for (const step of script) {
      if (step instanceof Error) throw step;
      if (step === 'hang') await new Promise(() => {});
      else yield step;
    }
  }
}

export interface WorldParts {
  readonly scripts?: readonly Script[];
  readonly models?: ModelCaller;
  readonly http?: HttpCaller;
  readonly runner?: ScriptRunner;
  readonly defaults?: ModelDefaults;
  readonly random?: number;
  readonly onText?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** Keeps everything it is told. */
export class RecordedWorld implements NodeWorld {
  readonly signal: AbortSignal;
  readonly models: ModelCaller;
  readonly http: HttpCaller;
  readonly modelDefaults: ModelDefaults;
  readonly kept = new Map<string, Uint8Array>();
  readonly scripts: ScriptRunner;
  readonly texts: string[] = [];
  readonly reasonings: string[] = [];
  readonly toolCalls: ToolCall[] = [];
  readonly usages: { readonly provider: string; readonly model: string; readonly usage: Usage }[] = [];
  readonly debugged: { readonly message: string; readonly data: Json }[] = [];
  readonly #parts: WorldParts;

  constructor(parts: WorldParts = {}) {
    this.#parts = parts;
    this.signal = parts.signal ?? new AbortController().signal;
    this.models = parts.models ?? new ScriptedModels(parts.scripts ?? []);
    this.http = parts.http ?? { send: () => Promise.reject(new Error('no request was expected')) };
    this.scripts = parts.runner ?? refusedScripts.of('nobody');
    this.modelDefaults = parts.defaults ?? {};
  }

  random(): number {
    return this.#parts.random ?? 0;
  }

  async keep(bytes: Uint8Array, contentType: string): Promise<KeptBytes> {
    const blob = createHash('sha256').update(bytes).digest('hex');
    this.kept.set(blob, bytes);
    return { blob, contentType, size: bytes.length };
  }

  text(delta: string): void {
    this.texts.push(delta);
    this.#parts.onText?.(delta);
  }

  reasoning(delta: string): void {
    this.reasonings.push(delta);
  }

  toolCall(call: ToolCall): void {
    this.toolCalls.push(call);
  }

  usage(entry: { readonly provider: string; readonly model: string; readonly usage: Usage }): void {
    this.usages.push(entry);
  }

  debug(message: string, data: Json): void {
    this.debugged.push({ message, data });
  }
}
