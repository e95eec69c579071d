import type { Successors } from './dominators.ts';

/**
 * The groups of two or more nodes each of which leads to every other of its group. Tarjan's algorithm, linear and
 * without recursion.
 */
export function stronglyConnected(successors: Successors): readonly (readonly number[])[] {
  const search = new Search(successors);
  successors.forEach((_, node) => {
    search.from(node);
  });
  return search.groups;
}

class Search {
  readonly groups: number[][] = [];
  readonly #successors: Successors;
  /** When a node was found, counted from 1; 0: not yet. */
  readonly #found: number[];
  /** The earliest node still open that it leads to. */
  readonly #earliest: number[];
  readonly #isOpen: boolean[];
  readonly #open: number[] = [];
  #clock = 0;

  constructor(successors: Successors) {
    this.#successors = successors;
    this.#found = successors.map(() => 0);
    this.#earliest = successors.map(() => 0);
    this.#isOpen = successors.map(() => false);
  }

  from(root: number): void {
    if (this.#found[root] !== 0) return;
    const stack = [this.#enter(root)];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const target = this.#successors[top.node]?.[top.next];
      top.next += 1;
      if (target === undefined) {
        stack.pop();
        this.#leave(top.node, stack.at(-1)?.node);
      } else if (this.#found[target] === 0) stack.push(this.#enter(target));
      else if (this.#isOpen[target]) this.#lower(top.node, this.#found[target] ?? 0);
    }
  }

  #enter(node: number): { readonly node: number; next: number } {
    this.#clock += 1;
    this.#found[node] = this.#clock;
    this.#earliest[node] = this.#clock;
    this.#isOpen[node] = true;
    this.#open.push(node);
    return { node, next: 0 };
  }

  #leave(node: number, parent: number | undefined): void {
    if (parent !== undefined) this.#lower(parent, this.#earliest[node] ?? 0);
    if (this.#earliest[node] !== this.#found[node]) return;
    const group = this.#open.splice(this.#open.lastIndexOf(node));
    for (const member of group) this.#isOpen[member] = false;
    if (group.length > 1) this.groups.push(group);
  }

  #lower(node: number, time: number): void {
    this.#earliest[node] = Math.min(this.#earliest[node] ?? time, time);
  }
}
