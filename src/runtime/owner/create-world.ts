import type { ExecutionEvent, NodeFact } from '../../engine/index.ts';
import { storable } from '../../kernel/index.ts';
import type { NodeWorld } from '../../nodes/index.ts';
import type { Rider } from '../append/execution-writer.ts';
import type { ExecutionRecord } from '../ports/execution-store.ts';
import type { OwnerServices } from './owner-services.ts';

interface WorldParts {
  readonly fact: NodeFact;
  readonly record: ExecutionRecord;
  readonly services: OwnerServices;
  now(): number;
  signal(): AbortSignal;
  append(events: readonly ExecutionEvent[], rider?: Rider): void;
  delta(type: 'TextDelta' | 'ReasoningDelta', text: string): void;
}

/** What one attempt is handed of the world. All it says rides in a commit that comes anyway. */
export function createWorld(parts: WorldParts): NodeWorld {
  const { fact, record, services, now, append, delta } = parts;
  return {
    get signal() {
      return parts.signal();
    },
    models: services.models,
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
