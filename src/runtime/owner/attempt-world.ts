import type { ExecutionEvent, NodeFact } from '../../engine/index.ts';
import { type Json, storable, type ToolCall } from '../../kernel/index.ts';
import type {
  HttpCaller,
  KeptBytes,
  ModelCaller,
  ModelDefaults,
  NodeWorld,
  ScriptRunner,
  UsedModel,
} from '../../nodes/index.ts';
import type { Rider } from '../append/execution-writer.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import { costOf, modelNamed, priceAt } from '../model-price.ts';
import { attemptHttp } from './attempt-http.ts';
import type { AttemptSecrets, DeltaType } from './attempt-secrets.ts';
import { budgetedModels } from './budgeted-models.ts';
import type { CostBudget } from './cost-budget.ts';
import type { OwnerServices } from './owner-services.ts';
import { pacedModels } from './paced-models.ts';
import type { Silence } from './silence.ts';
import { usedCall } from './used-call.ts';

interface WorldParts {
  readonly fact: NodeFact;
  readonly record: ExecutionRecord;
  readonly services: OwnerServices;
  readonly secrets: AttemptSecrets;
  /** Null: it may be silent for as long as it likes. */
  readonly silence: Silence | null;
  /** Null: what the models cost is not limited. */
  readonly budget: CostBudget | null;
  now(): number;
  signal(): AbortSignal;
  append(events: readonly ExecutionEvent[], rider?: Rider): void;
  /** Resolves when what was appended is durable, or the attempt is aborted. */
  durable(): Promise<void>;
  /** Resolves when no more of what was said waits for a commit than may, or the attempt is aborted. */
  written(): Promise<void>;
  delta(type: DeltaType, text: string): void;
}

/** What one attempt is handed of the world. All it says is without secrets, and rides in a commit that comes anyway. */
export class AttemptWorld implements NodeWorld {
  readonly #parts: WorldParts;
  /** What is held for calls under way: an attempt makes one after the other. */
  readonly #reserved: number[] = [];
  /** It waits for its turn to call a model, or was aborted while it waited. */
  #isInLine = false;

  constructor(parts: WorldParts) {
    this.#parts = parts;
  }

  get signal(): AbortSignal {
    return this.#parts.signal();
  }

  get models(): ModelCaller {
    const { silence, written } = this.#parts;
    const models = this.#payableModels();
    return this.#inTurn(pacedModels(silence === null ? models : silence.listeningTo(models), written));
  }

  #inTurn(models: ModelCaller): ModelCaller {
    const { modelTurns } = this.#parts.services;
    return {
      stream: (request, signal) =>
        modelTurns.isLimited(request.provider)
          ? this.#afterOthers(models, request, signal)
          : models.stream(request, signal),
    };
  }

  /** Whoever waits is neither silent, nor holds money for the call. */
  async *#afterOthers(models: ModelCaller, ...[request, signal]: Parameters<ModelCaller['stream']>) {
    const { services, record, silence } = this.#parts;
    this.#isInLine = true;
    const turn = services.modelTurns.take(request.provider, record.ownerId, signal);
    const end = await (silence === null ? turn : silence.excusing(turn));
    this.#isInLine = false;
    try {
      yield* models.stream(request, signal);
    } finally {
      end();
    }
  }

  #payableModels(): ModelCaller {
    const { budget, services, now } = this.#parts;
    if (budget === null) return services.models;
    const reserve = (most: number, asked: string) => this.#reserve(budget, most, asked);
    return budgetedModels({ models: services.models, now, reserve });
  }

  async #reserve(budget: CostBudget, mostMicroUsd: number, asked: string): Promise<void> {
    const { append, now, fact, durable } = this.#parts;
    budget.hold(mostMicroUsd, asked);
    this.#reserved.push(mostMicroUsd);
    append([{ at: now(), type: 'BudgetReserved', ...fact, mostMicroUsd }]);
    await durable();
  }

  get http(): HttpCaller {
    const { services, secrets, silence } = this.#parts;
    return attemptHttp(services.http, secrets, () => silence?.heard());
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
    const { services, record, secrets, silence } = this.#parts;
    silence?.heard();
    return services.blobs.keep(record.id, secrets.bytes(bytes), secrets.text(contentType));
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

  /** The price is the one that holds when the call has ended. What was never called used nothing. */
  usage({ cacheWriteTokens, ...entry }: UsedModel): void {
    if (this.#isInLine) return;
    const { append, now, fact, services, budget } = this.#parts;
    const at = now();
    const reservedMicroUsd = this.#reserved.shift();
    if (reservedMicroUsd !== undefined) budget?.release(reservedMicroUsd);
    const written = cacheWriteTokens === undefined ? {} : { cacheWriteTokens };
    const known = modelNamed(services.models, entry);
    const price = known && priceAt(known, at);
    const usage = { ...entry.usage, costMicroUsd: price && costOf(price, { ...entry.usage, ...written }) };
    const used = {
      ...entry,
      usage,
      ...written,
      ...(price === null ? {} : { priceVersion: price.version }),
      ...(reservedMicroUsd === undefined ? {} : { reservedMicroUsd }),
    };
    const call = usedCall(fact, used, { at, id: services.newId() });
    append([call.event], { usage: [call.entry] });
  }

  debug(said: string, about: Json): void {
    const { append, now, fact, record, secrets } = this.#parts;
    if (!record.debug) return;
    const message = secrets.text(said);
    const data = storable(secrets.json(about));
    append([{ at: now(), type: 'LogWritten', level: 'debug', message, data, ...fact }]);
  }
}
