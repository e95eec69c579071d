import type { WorkflowGraph } from '../../graph/index.ts';
import type { JsonObject } from '../../kernel/index.ts';
import type { Page, PageRequest } from './page.ts';

/** A saved workflow, with its draft. Times are milliseconds since 1970. */
export interface Definition {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  /** Others may read and run what is published. */
  readonly isPublic: boolean;
  /** As it was saved: a legacy draft is of an older format and is upgraded when it is validated. */
  readonly draft: JsonObject;
  /** Moves with every change of the draft. */
  readonly revision: number;
  /** Null: nothing is published. */
  readonly publishedVersion: number | null;
  readonly templateId: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What was published once. It never changes. */
export interface DefinitionVersion {
  readonly definitionId: string;
  readonly version: number;
  readonly graph: JsonObject;
  readonly hash: string;
  readonly createdAt: number;
}

export interface NewDefinition {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly isPublic: boolean;
  readonly draft: WorkflowGraph;
  readonly templateId: string | null;
}

/** What is absent stays as it is. */
export type DefinitionChanges = Partial<
  Pick<NewDefinition, 'name' | 'description' | 'tags' | 'isPublic' | 'draft'>
>;

/** `conflict`: somebody has changed the draft since; `revision` is the present one. */
export type Revised<T> =
  | { readonly status: 'done'; readonly value: T }
  | { readonly status: 'conflict'; readonly revision: number }
  | { readonly status: 'absent' };

export interface DefinitionFilter {
  /** Part of the name, in any case. */
  readonly name: string | null;
  readonly tag: string | null;
}

/** Where definitions are kept. An id that is malformed, unknown or somebody else's is absent. */
export interface DefinitionStore {
  create(definition: NewDefinition): Promise<Definition>;
  /** The owner's, or a public one of somebody else. */
  get(ownerId: string, id: string): Promise<Definition | null>;
  /** The owner's, newest first. */
  list(ownerId: string, filter: DefinitionFilter, page: PageRequest): Promise<Page<Definition>>;
  /** Only where the draft is still at `revision`; of two writers at once, one gets `conflict`. */
  update(
    ownerId: string,
    id: string,
    revision: number,
    changes: DefinitionChanges,
  ): Promise<Revised<Definition>>;
  /**
   * Makes `graph`, read from the draft at `revision`, the next version. Where the published version has the same
   * hash, that one is given back and nothing is written.
   */
  publish(
    ownerId: string,
    id: string,
    revision: number,
    published: { readonly graph: WorkflowGraph; readonly hash: string },
  ): Promise<Revised<DefinitionVersion>>;
  /** Of a definition that `get` gives to this owner. */
  version(ownerId: string, id: string, version: number): Promise<DefinitionVersion | null>;
  /** Newest first. */
  versions(ownerId: string, id: string): Promise<readonly DefinitionVersion[]>;
  /** Its executions stay, without it. @returns false where it is absent */
  delete(ownerId: string, id: string): Promise<boolean>;
}
