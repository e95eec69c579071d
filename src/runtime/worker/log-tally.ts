import { addUsage, type ExecutionEvent, type NodeFact, noUsage, type Usage } from '../../engine/index.ts';
import type { RecordedEvent } from '../ports/event-log.ts';

/** What can be told of a log without its graph: what is open, what was used, and where it ends. */
export class LogTally {
  readonly #open = new Map<string, NodeFact>();
  usage: Usage = noUsage;
  firstTextAt: number | null = null;
  sequence = 0;
  lastAt = 0;

  add(events: readonly RecordedEvent[]): void {
    for (const { sequence, event } of events) {
      this.sequence = sequence;
      this.lastAt = Math.max(this.lastAt, event.at);
      this.#addOne(event);
    }
  }

  /** The activations that began and were not closed, the last first: what a node runs ends before the node. */
  get open(): readonly NodeFact[] {
    return [...this.#open.values()].reverse();
  }

  #addOne(event: ExecutionEvent): void {
    switch (event.type) {
      case 'NodeStarted': {
        const { nodeId, path, attempt } = event;
        this.#open.set(path, { nodeId, path, attempt });
        break;
      }
      case 'NodeCompleted':
      case 'NodeCancelled':
        this.#open.delete(event.path);
        break;
      case 'NodeFailed':
        if (!event.retrying) this.#open.delete(event.path);
        break;
      case 'TextDelta':
        this.firstTextAt ??= event.at;
        break;
      case 'UsageRecorded':
        this.usage = addUsage(this.usage, event.usage);
    }
  }
}
