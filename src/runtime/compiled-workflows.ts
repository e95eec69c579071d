import type { WorkflowGraph } from '../graph/index.ts';
import { AppError } from '../kernel/index.ts';
import { type CompiledWorkflow, compileWorkflow, type NodeRegistry } from '../nodes/index.ts';

/** A compiled graph of usual size takes some 100 KiB. */
const most = 500;

/** Graphs made ready to run, each once: executions of the same graph share it. */
export class CompiledWorkflows {
  readonly #registry: NodeRegistry;
  /** By hash, the one used last at the end. */
  readonly #compiled = new Map<string, CompiledWorkflow>();

  constructor(registry: NodeRegistry) {
    this.#registry = registry;
  }

  /** The graph of this hash, if it was compiled not long ago. */
  find(hash: string): CompiledWorkflow | null {
    const found = this.#compiled.get(hash);
    if (found) this.#keep(hash, found);
    return found ?? null;
  }

  /** @throws AppError `workflow/unsupported` where these kinds of node cannot run it */
  of(hash: string, graph: WorkflowGraph): CompiledWorkflow {
    const found = this.find(hash);
    if (found) return found;
    const compiled = compileWorkflow(graph, this.#registry);
    if (!compiled.ok) {
      const reason = compiled.error[0]?.message ?? 'it was refused';
      throw new AppError(
        'workflow/unsupported',
        `this version of Chatter cannot run the workflow: ${reason}`,
      );
    }
    this.#keep(hash, compiled.value);
    return compiled.value;
  }

  #keep(hash: string, workflow: CompiledWorkflow): void {
    this.#compiled.delete(hash);
    this.#compiled.set(hash, workflow);
    const [oldest] = this.#compiled.keys();
    if (this.#compiled.size > most && oldest !== undefined) this.#compiled.delete(oldest);
  }
}
