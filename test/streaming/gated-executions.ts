import type { ExecutionQueries, ExecutionView } from '../../src/runtime/ports/execution-queries.ts';

interface Held {
  readonly answer: () => void;
  readonly fail: () => void;
}

/** Executions in memory whose reads a test counts, and may hold back. They are seen as they are when they are asked for. */
export class GatedExecutions implements Pick<ExecutionQueries, 'getMany' | 'changedWithin'> {
  /** Whether reads wait for `answer` or `fail`. */
  isGated = false;
  /** What each read asked for. */
  readonly reads: (readonly string[])[] = [];
  /** What has changed lately; null: the database is away. */
  lately: readonly { readonly ownerId: string; readonly id: string }[] | null = [];
  /** What was asked for of that: owners, milliseconds, and how many of each. */
  readonly looks: (readonly [readonly string[], number, number])[] = [];
  readonly #times = new Map<string, number>();
  #held: Held[] = [];

  /** Changes an execution, or makes it. */
  change(id: string): void {
    this.#times.set(id, this.timesChanged(id) + 1);
  }

  remove(id: string): void {
    this.#times.delete(id);
  }

  timesChanged(id: string): number {
    return this.#times.get(id) ?? 0;
  }

  async getMany(ownerId: string, ids: readonly string[]): Promise<readonly ExecutionView[]> {
    this.reads.push(ids);
    const found = ids
      .filter((id) => this.#times.has(id))
      .map((id) => viewOf(ownerId, id, this.timesChanged(id)));
    if (this.isGated) {
      await new Promise<void>((resolve, reject) => {
        this.#held.push({ answer: resolve, fail: () => reject(new Error('connection lost')) });
      });
    }
    return found;
  }

  async changedWithin(ownerIds: readonly string[], durationMs: number, most: number) {
    this.looks.push([ownerIds, durationMs, most]);
    if (this.lately === null) throw new Error('connection refused');
    return this.lately;
  }

  /** Answers what is held. */
  answer(): void {
    for (const { answer } of this.#held.splice(0)) answer();
  }

  fail(): void {
    for (const { fail } of this.#held.splice(0)) fail();
  }
}

/** One that has changed so many times, as its correlation id says. */
function viewOf(ownerId: string, id: string, times: number): ExecutionView {
  return {
    id,
    ownerId,
    type: 'custom',
    status: 'running',
    definitionId: null,
    definitionVersion: null,
    templateId: null,
    conversationId: null,
    graphHash: null,
    input: null,
    output: null,
    apart: { input: false, output: false },
    error: null,
    usage: null,
    createdAt: 0,
    startedAt: null,
    completedAt: null,
    durationMs: null,
    debug: false,
    correlationId: `${times}`,
    priority: 'normal',
    workflowConfig: null,
  };
}
