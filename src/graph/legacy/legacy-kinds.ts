import { memoryKind, retrievalKind } from './context-kinds.ts';
import { conditionalKind, endKind, errorHandlerKind, loopKind, startKind } from './control-kinds.ts';
import { delayKind, variableKind } from './data-kinds.ts';
import type { LegacyKind } from './legacy-kind.ts';
import { modelKind, toolsKind } from './model-kinds.ts';

/** By every name that the former editor, API, engine and template generator had for them. */
const legacyKinds: ReadonlyMap<string, LegacyKind> = new Map([
  ['start', startKind],
  ['end', endKind],
  ['model', modelKind],
  ['llm', modelKind],
  ['call_model', modelKind],
  ['tools', toolsKind],
  ['tool', toolsKind],
  ['execute_tools', toolsKind],
  ['memory', memoryKind],
  ['retrieval', retrievalKind],
  ['conditional', conditionalKind],
  ['loop', loopKind],
  ['variable', variableKind],
  ['error_handler', errorHandlerKind],
  ['errorHandler', errorHandlerKind],
  ['delay', delayKind],
]);

/** Names that only the former system had. */
const formerNames: ReadonlySet<string> = new Set([
  'llm',
  'call_model',
  'tool',
  'execute_tools',
  'errorHandler',
  'passthrough',
]);

export function legacyKindOf(type: string): LegacyKind | undefined {
  return legacyKinds.get(type);
}

export function isFormerName(type: string): boolean {
  return formerNames.has(type);
}
