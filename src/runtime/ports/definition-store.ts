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
  /** As it was saved; one of the former system as an import would convert it. It is validated where it is used. */
  readonly draft: JsonObject;
  /** Moves with every change. */
  readonly revision: number;
  /** Null: nothing is published. */
  readonly publishedVersion: number | null;
  readonly templateId: string | null;
  /** Null: it is in use. */
  readonly archivedAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What was published once. It never changes. */
export interface DefinitionVersion {
  readonly definitionId: string;
  readonly version: number;
  readonly graph: JsonObject;
  readonly hash: string;
  /** What its publisher said of it. */
  readonly changelog: string | null;
  readonly createdAt: number;
}

/** A version without its graph, which is large. */
export type VersionSummary = Omit<DefinitionVersion, 'graph'>;

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

/** What a writer has missed. */
export interface RevisionConflict {
  readonly status: 'conflict';
  /** The present revision. */
  readonly revision: number;
  /** The draft that the writer has seen; null: it is not kept any more, or never was. */
  readonly base: JsonObject | null;
  /** The present draft. */
  readonly current: JsonObject;
}

/** `conflict`: somebody has changed the draft since. */
export type Revised<T> =
  | { readonly status: 'done'; readonly value: T }
  | RevisionConflict
  | { readonly status: 'absent' };

export interface DefinitionFilter {
  /** Part of the name, in any case. */
  readonly name: string | null;
  /** Part of the name or of the description, in any case. */
  readonly text: string | null;
  readonly tag: string | null;
  /** The owner's own, those that somebody has published for everybody, both, or what one of them has published. */
  readonly from: 'own' | 'public' | 'any' | { readonly publicOf: string };
  /** Those that were put away, and only those; or those that were not. */
  readonly archived: boolean;
}

/** Where definitions are kept. An id that is malformed, unknown, deleted or somebody else's is absent. */
export interface DefinitionStore {
  create(definition: NewDefinition): Promise<Definition>;
  /** The owner's, or a public one of somebody else. */
  get(ownerId: string, id: string): Promise<Definition | null>;
  /** What `get` gives of these ids, in one statement and in no order. */
  getMany(ownerId: string, ids: readonly string[]): Promise<readonly Definition[]>;
  /** Newest first. */
  list(ownerId: string, filter: DefinitionFilter, page: PageRequest): Promise<Page<Definition>>;
  /**
   * Only where the draft is still at `revision`; of two writers at once, one gets `conflict`. Changes that change
   * nothing leave the revision where it is.
   */
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
    published: NewVersion,
  ): Promise<Revised<DefinitionVersion>>;
  /** Puts it away, or takes it out again. @returns null where it is absent */
  archive(ownerId: string, id: string, archived: boolean): Promise<Definition | null>;
  /** Of a definition that `get` gives to this owner. */
  version(ownerId: string, id: string, version: number): Promise<DefinitionVersion | null>;
  /** The versions of these definitions that `get` gives to this owner, in one statement; newest first. */
  versions(ownerId: string, ids: readonly string[]): Promise<readonly VersionSummary[]>;
  /** Exactly these versions, of whomever they are, in one statement and in no order. */
  versionsAt(places: readonly VersionPlace[]): Promise<readonly DefinitionVersion[]>;
  /** With all its versions. Its executions stay, and go on. @returns false where it is absent */
  delete(ownerId: string, id: string): Promise<boolean>;
}

export type VersionPlace = Pick<DefinitionVersion, 'definitionId' | 'version'>;

export interface NewVersion {
  readonly graph: WorkflowGraph;
  readonly hash: string;
  readonly changelog: string | null;
}
