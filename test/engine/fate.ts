import type { Control } from '../../src/engine/index.ts';
import type { ReferenceNode } from './reference/graph.ts';
import { hashOf } from './reference/hash-of.ts';

/** What may befall an execution from outside its graph. `turn` counts the events of its log so far. */
export interface Fate {
  /** Its worker dies here: another one folds the log and goes on. */
  crashes(turn: number): boolean;
  /** The attempt waits without a process before it ends. */
  suspends(path: string, attempt: number): boolean;
  /** The next attempt after a failed one begins when the activation is chosen to end, not at once. */
  delaysRetry(path: string, attempt: number): boolean;
  /** The cancellation of what runs takes its time, as long as anything else can happen. */
  delaysCancel(path: string, turn: number): boolean;
  /** In which order decisions that are made together are carried out. */
  arrange<T>(list: readonly T[], turn: number): readonly T[];
  control(turn: number): Control;
  isPure(node: ReferenceNode): boolean;
  /** The activation asks for the end of the execution when it completes. */
  terminates(path: string): boolean;
}

/** Nothing happens but what the graph says. */
export const calm: Fate = {
  crashes: () => false,
  suspends: () => false,
  delaysRetry: () => false,
  delaysCancel: () => false,
  arrange: (list) => list,
  control: () => ({ type: 'run' }),
  isPure: () => false,
  terminates: () => false,
};

/** Workers die and attempts wait, again and again: none of it may change what the execution does. */
export function interruptions(seed: number): Fate {
  return {
    ...calm,
    crashes: (turn) => chance(15, seed, 'crashes', turn),
    suspends: (path, attempt) => chance(25, seed, 'suspends', path, attempt),
  };
}

/** Only of nodes without retries, which pure ones have not. */
function isSomePure(seed: number): Fate['isPure'] {
  return ({ id, maxAttempts }) => maxAttempts === 1 && chance(50, seed, 'pure', id);
}

/** Nothing happens but what the graph says, some of it in no time. */
export function instants(seed: number): Fate {
  return { ...calm, isPure: isSomePure(seed) };
}

/** Things take another order: decisions, cancellations, waits, and whether a node takes time at all. */
export function disorder(seed: number): Fate {
  return {
    ...interruptions(seed),
    isPure: isSomePure(seed),
    delaysRetry: (path, attempt) => chance(50, seed, 'delays', path, attempt),
    delaysCancel: (path, turn) => chance(60, seed, 'delays', path, turn),
    arrange: (list, turn) => arranged(list, seed, turn),
  };
}

/** Everything at once. */
export function turmoil(seed: number): Fate {
  return { ...disorder(seed), terminates: (path) => chance(2, seed, 'terminates', path) };
}

function chance(percent: number, ...about: readonly (string | number)[]): boolean {
  return hashOf(about.join('|')) % 100 < percent;
}

/** In an order that `seed` and `turn` choose. */
export function arranged<T>(list: readonly T[], seed: number, turn: number): readonly T[] {
  return list
    .map((item, index) => ({ item, at: hashOf(`${seed}|arranged|${turn}|${index}`) }))
    .sort((left, right) => left.at - right.at)
    .map(({ item }) => item);
}
