import type { ExecutionEvent, NodeFact } from '../../engine/index.ts';
import { storable } from '../../kernel/index.ts';
import type { NodeWorld } from '../../nodes/index.ts';
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
export function createWorld(parts: WorldParts): NodeWorld {
  const { fact, record, services, maxCostUsd, now, append, delta } = parts;
  return {
    get signal() {
      return parts.signal();
    },
    models: maxCostUsd === undefined ? services.models : unpricedModels(maxCostUsd),
    modelDefaults: record.modelDefaults,
    random: () => services.random(),
    text: (text) => delta('TextDelta', text),
    reasoning: (text) => delta('ReasoningDelta', text),
    toolCall: (call) => append([{ at: now(), type: 'ToolCallStarted', ...fact, call: storable(call) }]),
    usage: (entry) => {
      const at = now();
      const { path, attempt } = fact;
      append([{ at, type: 'UsageRecorded', ...fact, ...entry }], {
        usage: [{ id: services.newId(), path, attempt, at, ...entry }],
      });
    },
    debug: (message, data) => {
      if (!record.debug) return;
      append([{ at: now(), type: 'LogWritten', level: 'debug', message, data: storable(data), ...fact }]);
    },
  };
}
