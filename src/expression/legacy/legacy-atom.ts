import { err, ok, type Result } from '../../kernel/index.ts';
import type { LegacyNames } from './legacy-names.ts';

/** Where the former system asked conditions: it knew other ones on edges than in nodes. */
export type LegacyPlace = 'edge' | 'node';

/** One test of a legacy condition, as CEL. */
export interface LegacyAtom {
  readonly expression: string;
  /** The CEL that is true exactly where `expression` is false, where the former system had words for it. */
  readonly opposite: string | null;
  /** Variables that it reads. */
  readonly variables: readonly string[];
  readonly understoodBy: readonly LegacyPlace[];
}

/** Why a legacy condition has no meaning that could be kept. */
export interface LegacyConditionIssue {
  readonly message: string;
  /** What was probably meant, in CEL. */
  readonly suggestion?: string;
}

export type AtomResult = Result<LegacyAtom, LegacyConditionIssue>;

/** Reads an atom that begins as those it knows; null: it is another's. */
export type AtomReader = (text: string, names: LegacyNames) => AtomResult | null;

export const everywhere: readonly LegacyPlace[] = ['edge', 'node'];
export const onEdges: readonly LegacyPlace[] = ['edge'];
export const inNodes: readonly LegacyPlace[] = ['node'];

type AtomParts = Pick<LegacyAtom, 'expression' | 'understoodBy'> &
  Partial<Pick<LegacyAtom, 'opposite' | 'variables'>>;

export function atomOf({ expression, understoodBy, opposite = null, variables = [] }: AtomParts): AtomResult {
  return ok({ expression, opposite, variables, understoodBy });
}

export function refuseAtom(message: string, suggestion?: string): AtomResult {
  return err(suggestion === undefined ? { message } : { message, suggestion });
}
