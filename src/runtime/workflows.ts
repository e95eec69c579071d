import { createHash } from 'node:crypto';
import {
  canonicalGraph,
  documentLimits,
  parseWorkflowGraph,
  type WorkflowGraph,
  withoutLayout,
} from '../graph/index.ts';
import { AppError, type Json } from '../kernel/index.ts';
import { type CompiledWorkflow, compileWorkflow, type NodeRegistry } from '../nodes/index.ts';
import {
  type Inspection,
  type ValidationContext,
  type WorkflowValidator,
  workflowInvalid,
} from '../validation/index.ts';
import { ownedSecrets } from './owned-secrets.ts';
import type { SecretStore } from './ports/secret-store.ts';
import { RecentlyUsed } from './recently-used.ts';
import type { WorkTurns } from './work-turns.ts';

/**
 * A compiled graph of usual size takes some 100 KiB. One that is full of expressions takes a hundred times as much as its
 * text, so the texts together are bounded, too, in characters.
 */
const bounds = { most: 500, mostWeight: 4 * 1024 * 1024 };

/** A graph that passed the validator. */
export interface ValidWorkflow {
  /** The hash of its canonical form. */
  readonly hash: string;
  readonly canonical: string;
  readonly compiled: CompiledWorkflow;
}

/** What of a valid workflow does not depend on who executes it. */
interface SoundWorkflow {
  readonly workflow: ValidWorkflow;
  readonly inspection: Inspection;
}

interface WorkflowsParts {
  readonly validator: Pick<WorkflowValidator, 'inspect' | 'judge'>;
  readonly registry: NodeRegistry;
  readonly secrets: Pick<SecretStore, 'owned'>;
  readonly turns: WorkTurns;
}

/** Documents made ready to run. What was validated or compiled not long ago is not looked at again. */
export class Workflows {
  readonly #parts: WorkflowsParts;
  /** By the digest of the document's text. */
  readonly #sound = new RecentlyUsed<string, SoundWorkflow>(bounds);
  /** By the hash of the canonical form. */
  readonly #compiled = new RecentlyUsed<string, CompiledWorkflow>(bounds);

  constructor(parts: WorkflowsParts) {
    this.#parts = parts;
  }

  /**
   * What depends on the document alone is remembered; what depends on the owner and the server is asked every time.
   * @throws AppError `workflow/invalid`, with `details.issues`
   */
  async validated(document: unknown, context: Omit<ValidationContext, 'secrets'>): Promise<ValidWorkflow> {
    const digest = digestOf(document);
    const known = digest === null ? undefined : this.#sound.get(digest);
    const inspection = known?.inspection ?? (await this.#inspected(document, context.ownerId));
    const secrets = await ownedSecrets(this.#parts.secrets, context.ownerId, inspection);
    const { graph, result } = this.#parts.validator.judge(inspection, { ...context, secrets });
    if (graph === null) throw workflowInvalid(result);
    if (known) return known.workflow;
    const canonical = canonicalGraph(graph);
    const hash = sha256(canonical);
    const compiled = this.#compile(hash, withoutLayout(graph), canonical.length);
    const workflow = { hash, canonical, compiled };
    if (digest !== null) this.#sound.set(digest, { workflow, inspection }, canonical.length);
    return workflow;
  }

  async #inspected(document: unknown, ownerId: string): Promise<Inspection> {
    const { turns, validator } = this.#parts;
    await turns.next(ownerId);
    return validator.inspect(document);
  }

  /** The graph of this hash, if it was compiled not long ago. */
  find(hash: string): CompiledWorkflow | null {
    return this.#compiled.get(hash) ?? null;
  }

  /**
   * A graph from its canonical form, as it was kept.
   * @throws AppError `workflow/unsupported` where this version cannot read or run it
   */
  restored(hash: string, canonical: Json): CompiledWorkflow {
    const graph = parseWorkflowGraph(canonical);
    if (graph.ok) return this.#compile(hash, graph.value, JSON.stringify(canonical).length);
    throw unsupported(graph.error[0]?.message);
  }

  /** Always of the canonical form: positions in it are the same for every document of this hash. */
  #compile(hash: string, graph: WorkflowGraph, characters: number): CompiledWorkflow {
    const known = this.find(hash);
    if (known) return known;
    const compiled = compileWorkflow(graph, this.#parts.registry);
    if (!compiled.ok) throw unsupported(compiled.error[0]?.message);
    this.#compiled.set(hash, compiled.value, characters);
    return compiled.value;
  }
}

/** Null: it is no document that could be valid, or JSON cannot write it. */
function digestOf(document: unknown): string | null {
  try {
    const text = JSON.stringify(document);
    return text === undefined || text.length > documentLimits.maxBytes ? null : sha256(text);
  } catch {
    return null;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function unsupported(reason = 'it was refused'): AppError {
  const message = `this version of Chatter cannot run the workflow that it is bound to: ${reason}`;
  return new AppError('workflow/unsupported', message);
}
