import type { ExecutionEvent, NodeFact, Usage } from '../../engine/index.ts';
import { type Json, storable, type ToolCall } from '../../kernel/index.ts';
import type {
  HttpCaller,
  KeptBytes,
  ModelCaller,
  ModelDefaults,
  NodeWorld,
  ScriptRunner,
} from '../../nodes/index.ts';
import type { Rider } from '../append/execution-writer.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import { costOf, modelNamed, priceAt } from '../model-price.ts';
import { attemptHttp } from './attempt-http.ts';
import type { AttemptSecrets, DeltaType } from './attempt-secrets.ts';
import type { OwnerServices } from './owner-services.ts';
import { unpricedModels } from './unpriced-models.ts';

interface WorldParts {
  readonly fact: NodeFact;
  readonly record: ExecutionRecord;
  readonly services: OwnerServices;
  readonly secrets: AttemptSecrets;
  /** What the models may cost, as decimal text; undefined: they are not limited. */
  readonly maxCostUsd: string | undefined;
  now(): number;
  signal(): AbortSignal;
  append(events: readonly ExecutionEvent[], rider?: Rider): void;
  delta(type: DeltaType, text: string): void;
}

/** What one attempt is handed of the world. All it says is without secrets, and rides in a commit that comes anyway. */
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

  get http(): HttpCaller {
    return attemptHttp(this.#parts.services.http, this.#parts.secrets);
  }

  get modelDefaults(): ModelDefaults {
    return this.#parts.record.modelDefaults;
  }

  get scripts(): ScriptRunner {
    const { record, services } = this.#parts;
    return services.scripts.of(record.ownerId);
  }

  random(): number {
    return this.#parts.services.random();
  }

  keep(bytes: Uint8Array, contentType: string): Promise<KeptBytes> {
    const { services, record, secrets } = this.#parts;
    return services.blobs.keep(record.ownerId, secrets.bytes(bytes), secrets.text(contentType));
  }

  text(text: string): void {
    const { delta, secrets } = this.#parts;
    delta('TextDelta', secrets.delta('TextDelta', text));
  }

  reasoning(text: string): void {
    const { delta, secrets } = this.#parts;
    delta('ReasoningDelta', secrets.delta('ReasoningDelta', text));
  }

  toolCall(call: ToolCall): void {
    const { append, now, fact, secrets } = this.#parts;
    append([{ at: now(), type: 'ToolCallStarted', ...fact, call: storable(secrets.toolCall(call)) }]);
  }

  /** The price is the one that holds when the call has ended. */
  usage(entry: { readonly provider: string; readonly model: string; readonly usage: Usage }): void {
    const { append, now, fact, services } = this.#parts;
    const at = now();
    const { path, attempt } = fact;
    const known = modelNamed(services.models, entry);
    const price = known && priceAt(known, at);
    const usage = { ...entry.usage, costMicroUsd: price && costOf(price, entry.usage) };
    const priced = { ...entry, usage };
    const priceVersion = price === null ? {} : { priceVersion: price.version };
    append([{ at, type: 'UsageRecorded', ...fact, ...priced, ...priceVersion }], {
      usage: [{ id: services.newId(), path, attempt, at, ...priced, priceVersion: price?.version ?? null }],
    });
  }

  debug(said: string, about: Json): void {
    const { append, now, fact, record, secrets } = this.#parts;
    if (!record.debug) return;
    const message = secrets.text(said);
    const data = storable(secrets.json(about));
    append([{ at: now(), type: 'LogWritten', level: 'debug', message, data, ...fact }]);
  }
}
