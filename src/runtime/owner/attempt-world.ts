import type { ExecutionEvent, NodeFact, Usage } from '../../engine/index.ts';
import { type Json, storable, type ToolCall } from '../../kernel/index.ts';
import type { ModelCaller, ModelDefaults, NodeWorld } from '../../nodes/index.ts';
import type { Rider } from '../append/execution-writer.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import type { OwnerServices } from './owner-services.ts';
import { unpricedModels } from './unpriced-models.ts';

interface WorldParts {
  readonly fact: NodeFact;
  readonly record: ExecutionRecord;
  readonly services: OwnerServices;
  /** What the models may cost, as decimal text; undefined: they are not limited. */
  readonly maxCostUsd: string | undefined;
  now(): number;
  signal(): AbortSignal;
  append(events: readonly ExecutionEvent[], rider?: Rider): void;
  delta(type: 'TextDelta' | 'ReasoningDelta', text: string): void;
}

/** What one attempt is handed of the world. All it says rides in a commit that comes anyway. */
export class AttemptWorld implements NodeWorld {
  readonly #parts: WorldParts;

  constructor(parts: WorldParts) {
    this.#parts = parts;
  }

  get signal(): AbortSignal {
    return this.#parts.signal();
  }

  get models(): ModelCaller {
    const { maxCostUsd, services } = this.#parts;
    return maxCostUsd === undefined ? services.models : unpricedModels(maxCostUsd);
  }

  get modelDefaults(): ModelDefaults {
    return this.#parts.record.modelDefaults;
  }

  random(): number {
    return this.#parts.services.random();
  }

  text(delta: string): void {
    this.#parts.delta('TextDelta', delta);
  }

  reasoning(delta: string): void {
    this.#parts.delta('ReasoningDelta', delta);
  }

  toolCall(call: ToolCall): void {
    const { append, now, fact } = this.#parts;
    append([{ at: now(), type: 'ToolCallStarted', ...fact, call: storable(call) }]);
  }

  usage(entry: { readonly provider: string; readonly model: string; readonly usage: Usage }): void {
    const { append, now, fact, services } = this.#parts;
    const at = now();
    const { path, attempt } = fact;
    append([{ at, type: 'UsageRecorded', ...fact, ...entry }], {
      usage: [{ id: services.newId(), path, attempt, at, ...entry }],
    });
  }

  debug(message: string, data: Json): void {
    const { append, now, fact, record } = this.#parts;
    if (!record.debug) return;
    append([{ at: now(), type: 'LogWritten', level: 'debug', message, data: storable(data), ...fact }]);
  }
}
