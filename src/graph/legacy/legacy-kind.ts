import type { JsonObject } from '../../kernel/index.ts';
import type { Conversion } from './conversion.ts';
import type { LegacySettings } from './legacy-settings.ts';

/** How nodes of one legacy type are written now. */
export interface LegacyKind {
  readonly type: string;
  /** The settings of the node in the words of its kind. */
  convert(settings: LegacySettings, context: KindContext): JsonObject;
  /** The ports of a kind that decides where to go: where its question is answered with yes, and with no. */
  readonly branches?: { readonly yes: string; readonly no: string };
  /** Ports by the names that the former editor gave its handles, beside the plain one. */
  readonly handles?: ReadonlyMap<string, string>;
  /** Absent: a failure leaves it by `error`. */
  readonly cannotFail?: true;
  /** Absent: it can be disabled. */
  readonly alwaysEnabled?: true;
}

export interface KindContext {
  /** Id that the node has now. */
  readonly id: string;
  readonly path: string;
  readonly conversion: Conversion;
}

/** The entries that have a value. */
export function given(entries: Readonly<Record<string, JsonObject[string] | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
}
