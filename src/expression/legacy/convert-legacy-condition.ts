import { err, ok, type Result } from '../../kernel/index.ts';
import { expressionLimits } from '../limits.ts';
import {
  type AtomReader,
  type LegacyAtom,
  type LegacyConditionIssue,
  type LegacyPlace,
  onEdges,
  refuseAtom,
} from './legacy-atom.ts';
import type { LegacyNames } from './legacy-names.ts';
import { readLoopContinues } from './loop-atom.ts';
import { readHasErrors, readMessageContains, readToolCallPresence } from './message-atoms.ts';
import { readToolCallCount } from './tool-count-atom.ts';
import { readVariableEquals } from './variable-atom.ts';

/** A legacy condition as CEL. */
export interface LegacyCondition {
  readonly expression: string;
  /** The CEL that is true exactly where `expression` is false; null where it is not one test with a known opposite. */
  readonly opposite: string | null;
  /** Variables that it reads. The graph must know each: one that no node sets is declared as null. */
  readonly variables: readonly string[];
  /** Where the former system understood it. Elsewhere it took it for true. */
  readonly understoodBy: readonly LegacyPlace[];
}

const readers: readonly AtomReader[] = [
  readToolCallPresence,
  readToolCallCount,
  readVariableEquals,
  readLoopContinues,
  readHasErrors,
  readMessageContains,
];

/** Far more than people wrote; what is read from a file must not make CEL without bounds. */
const mostAtoms = 50;

const noNames: LegacyNames = { variables: [], loops: [] };

/**
 * The condition of the former system as CEL of equal meaning, or why there is none: what it did not understand it took
 * for true, and that is never done here. Total; reads upper and lower case alike.
 */
export function convertLegacyCondition(
  condition: string,
  names: LegacyNames = noNames,
): Result<LegacyCondition, LegacyConditionIssue> {
  if (condition.length > expressionLimits.maxSourceLength) {
    return err({ message: `The condition is longer than ${expressionLimits.maxSourceLength} characters.` });
  }
  const { parts, joiners } = splitCompound(condition);
  if (joiners.size > 1) {
    return err({
      message:
        'The condition mixes "and" with "or", which the former system could not: write it in CEL, with && and ||.',
    });
  }
  if (parts.length > mostAtoms) return err({ message: `The condition has more than ${mostAtoms} parts.` });
  const atoms: LegacyAtom[] = [];
  for (const part of parts) {
    const atom = readAtom(part, names);
    if (!atom.ok) return atom;
    atoms.push(atom.value);
  }
  return ok(joined(atoms, joiners.has('or') ? ' || ' : ' && '));
}

function joined(atoms: readonly LegacyAtom[], operator: string): LegacyCondition {
  const [only, ...others] = atoms;
  if (only !== undefined && others.length === 0) return only;
  const isOfEdges = atoms.every(({ understoodBy }) => understoodBy.includes('edge'));
  return {
    expression: atoms.map(({ expression }) => `(${expression})`).join(operator),
    opposite: null,
    variables: [...new Set(atoms.flatMap(({ variables }) => variables))],
    understoodBy: isOfEdges ? onEdges : [],
  };
}

function readAtom(text: string, names: LegacyNames) {
  if (text === '') return refuseAtom('A condition, or a part of one, is empty.');
  for (const read of readers) {
    const atom = read(text, names);
    if (atom !== null) return atom;
  }
  const shown = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  return refuseAtom(
    `"${shown}" is no condition that the former system knew, and it took it for true: write it in CEL.`,
  );
}

interface Compound {
  readonly parts: readonly string[];
  readonly joiners: ReadonlySet<string>;
}

/** Splits at `and` and `or` that stand alone outside of quotes. */
function splitCompound(condition: string): Compound {
  const pieces = condition.match(/'[^']*'?|"[^"]*"?|\s+|[^\s'"]+/g) ?? [];
  const parts: string[] = [];
  const joiners = new Set<string>();
  let part = '';
  for (const [index, piece] of pieces.entries()) {
    const word = piece.toLowerCase();
    const isAlone = isSpace(pieces[index - 1]) && isSpace(pieces[index + 1]);
    if ((word === 'and' || word === 'or') && isAlone) {
      joiners.add(word);
      parts.push(part.trim());
      part = '';
    } else part += piece;
  }
  return { parts: [...parts, part.trim()], joiners };
}

function isSpace(piece: string | undefined): boolean {
  return piece !== undefined && piece.trim() === '';
}
