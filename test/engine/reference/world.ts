import type { Activation, Outcome, ReferenceGraph, ReferenceNode, Script } from './graph.ts';

/** What all scopes of one run share: the script, the count of steps, and what was written down. */
export class World {
  readonly activations = new Map<string, Activation>();
  readonly order: string[] = [];
  readonly script: Script;
  /** Whether a node of this graph takes no time: it ends in the moment in which it starts. */
  readonly isPure: (node: ReferenceNode, graph: ReferenceGraph) => boolean;
  /** In which order graphs get on inside nodes, and loops go round beside them (R13). */
  readonly arrange: <T>(moves: readonly T[]) => readonly T[];
  readonly #maxSteps: number;
  readonly #asked = new Map<string, number>();
  #started = 0;

  constructor(script: Script, maxSteps: number, { isPure, arrange }: Pick<World, 'isPure' | 'arrange'>) {
    this.script = script;
    this.isPure = isPure;
    this.arrange = arrange;
    this.#maxSteps = maxSteps;
  }

  /** @returns false when the limit is reached */
  countStep(): boolean {
    if (this.#started >= this.#maxSteps) return false;
    this.#started += 1;
    return true;
  }

  outcome(path: string): Outcome {
    const attempt = (this.#asked.get(path) ?? 0) + 1;
    this.#asked.set(path, attempt);
    return this.script.outcome(path, attempt);
  }

  note(path: string, activation: Activation): void {
    noteVisit(this.activations, path, activation);
  }
}

/** Under the path, or, where it was visited before, under `path @2` and so on. */
export function noteVisit(noted: Map<string, Activation>, path: string, activation: Activation): void {
  let name = path;
  for (let visit = 2; noted.has(name); visit += 1) name = `${path} @${visit}`;
  noted.set(name, activation);
}
