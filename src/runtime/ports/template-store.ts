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

type TemplateCategory = (typeof templateCategories)[number];

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
  readonly isPublic: boolean;
  readonly baseTemplateId: string | null;
}

export interface TemplateFilter {
  /** Part of the name, in any case. */
  readonly name: string | null;
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
  /** What `get` would give, newest first. */
  list(ownerId: string, filter: TemplateFilter, page: PageRequest): Promise<Page<StoredTemplate>>;
}
