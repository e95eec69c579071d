import type { JsonObject } from '../../kernel/index.ts';
import type { Page, PageRequest } from './page.ts';

export const templateCategories = [
  'general',
  'customer_support',
  'programming',
  'research',
  'data_analysis',
  'creative',
  'educational',
  'business',
  'custom',
] as const;

export type TemplateCategory = (typeof templateCategories)[number];

/** Names of what the graph cannot do without. */
export interface TemplateRequirements {
  readonly tools: readonly string[];
  /** Each with a slash between its provider and its name. */
  readonly models: readonly string[];
  /** Ids. */
  readonly documents: readonly string[];
}

/** A reusable graph with typed parameters. Times are milliseconds since 1970. */
export interface StoredTemplate {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly tags: readonly string[];
  /** Null: a template of the former system, which has parameters but no graph of its own. */
  readonly graph: JsonObject | null;
  /** JSON Schema of the parameters. */
  readonly parameters: JsonObject;
  readonly requirements: TemplateRequirements;
  /** What the former system kept instead of a graph. */
  readonly legacy: {
    readonly defaultParams: JsonObject;
    readonly requiredTools: readonly string[];
    readonly requiredRetrievers: readonly string[];
  };
  /** Shipped with Chatter; visible to everybody. */
  readonly builtIn: boolean;
  readonly isPublic: boolean;
  readonly version: number;
  readonly baseTemplateId: string | null;
  /** How many owners have rated it, and the sum of their ratings from 1 to 5. */
  readonly ratingCount: number;
  readonly ratingSum: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewTemplate {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly description: string;
  readonly category: TemplateCategory;
  readonly tags: readonly string[];
  readonly graph: JsonObject;
  readonly parameters: JsonObject;
  readonly requirements: TemplateRequirements;
  readonly isPublic: boolean;
  readonly baseTemplateId: string | null;
}

/** What is absent stays as it is. */
export type TemplateChanges = Partial<Omit<NewTemplate, 'id' | 'ownerId' | 'baseTemplateId'>>;

/** `conflict`: somebody has changed it since; `version` is the present one. */
export type TemplateUpdate =
  | { readonly status: 'done'; readonly template: StoredTemplate }
  | { readonly status: 'conflict'; readonly version: number }
  | { readonly status: 'absent' };

/** A template that is shipped with Chatter. Its id is the same on every server. */
export interface BuiltInTemplate extends Omit<NewTemplate, 'ownerId' | 'isPublic' | 'baseTemplateId'> {
  readonly version: number;
}

/** Owns what is shipped. Nobody is this owner. */
export const builtInOwnerId = '00000000-0000-7000-8000-000000000000';

export interface TemplateFilter {
  /** Part of the name, in any case. */
  readonly name: string | null;
  /** Part of the name, of the description or of a tag, in any case. */
  readonly text: string | null;
  readonly tag: string | null;
  readonly category: string | null;
  /** Null: all that the owner may see. */
  readonly from: 'own' | 'public' | 'builtIn' | null;
}

/** Where templates are kept. An id that is malformed, unknown or not visible to the owner is absent. */
export interface TemplateStore {
  create(template: NewTemplate): Promise<StoredTemplate>;
  /** The owner's, a public or a built-in one. */
  get(ownerId: string, id: string): Promise<StoredTemplate | null>;
  /** What `get` gives of these ids, in one statement and in no order. */
  getMany(ownerId: string, ids: readonly string[]): Promise<readonly StoredTemplate[]>;
  /** What `get` would give, newest first. */
  list(ownerId: string, filter: TemplateFilter, page: PageRequest): Promise<Page<StoredTemplate>>;
  /** The newest of the owner's own with exactly this name. */
  findOwn(ownerId: string, name: string): Promise<StoredTemplate | null>;
  /** Where the version is still this one, it moves by one; changes that change nothing leave it where it is. */
  update(ownerId: string, id: string, version: number, changes: TemplateChanges): Promise<TemplateUpdate>;
  /**
   * Nobody sees it any more; what was executed of it, and what it was used for, stays.
   * @returns false where it is absent, or not the owner's
   */
  delete(ownerId: string, id: string): Promise<boolean>;
  /** One rating an owner: a second one takes the place of the first. Null where `get` would give null. */
  rate(ownerId: string, id: string, rating: number): Promise<StoredTemplate | null>;
  /** Brings what is shipped to these versions. What is there as new or newer stays as it is. */
  seed(templates: readonly BuiltInTemplate[]): Promise<void>;
}
