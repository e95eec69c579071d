import { createHash } from 'node:crypto';
import type { FilterQuery } from '@mikro-orm/postgresql';
import type { Page, PageRequest } from '../../runtime/ports/page.ts';
import type {
  NewTemplate,
  StoredTemplate,
  TemplateFilter,
  TemplateStore,
} from '../../runtime/ports/template-store.ts';
import { TemplateEntity, type TemplateRow } from '../entities/template-entity.ts';
import { likePattern } from './like-pattern.ts';
import type { OpenOrm } from './open-orm.ts';
import { emptyPage, isPossible, pageOf, pageWhere } from './page-of.ts';
import { isUuid } from './uuid.ts';

/** Templates in PostgreSQL. */
export class PostgresTemplateStore implements TemplateStore {
  readonly #orm: OpenOrm;

  constructor(orm: OpenOrm) {
    this.#orm = orm;
  }

  async create(template: NewTemplate): Promise<StoredTemplate> {
    const em = this.#orm.fork();
    await em.insert(TemplateEntity, { ...template, configHash: hashOf(template) });
    return templateOf(await em.findOneOrFail(TemplateEntity, template.id));
  }

  async get(ownerId: string, id: string): Promise<StoredTemplate | null> {
    if (!isUuid(id)) return null;
    const row = await this.#orm.fork().findOne(TemplateEntity, { id, ...visibleTo(ownerId, null) });
    return row && templateOf(row);
  }

  async list(ownerId: string, filter: TemplateFilter, page: PageRequest): Promise<Page<StoredTemplate>> {
    if (!isPossible(page)) return emptyPage;
    const { name, tag, category, from } = filter;
    const where: FilterQuery<TemplateRow> = {
      ...visibleTo(ownerId, from),
      ...pageWhere(page),
      ...(name === null ? {} : { name: { $ilike: likePattern(name) } }),
      ...(tag === null ? {} : { tags: { $contains: [tag] } }),
      ...(category === null ? {} : { category }),
    };
    const options = { orderBy: { id: 'desc' }, limit: page.first + 1 } as const;
    return pageOf(await this.#orm.fork().find(TemplateEntity, where, options), page.first, templateOf);
  }
}

function visibleTo(ownerId: string, from: TemplateFilter['from']) {
  switch (from) {
    case 'own':
      return { ownerId };
    case 'public':
      return { isPublic: true };
    case 'builtIn':
      return { isBuiltin: true };
    case null:
      return { $or: [{ ownerId }, { isPublic: true }, { isBuiltin: true }] };
  }
}

/** Tells two contents apart; nobody compares it with a graph's identity. */
function hashOf({ graph, parameters }: NewTemplate): string {
  return createHash('sha256')
    .update(JSON.stringify([graph, parameters]))
    .digest('hex');
}

function templateOf(row: TemplateRow): StoredTemplate {
  const { defaultParams, requiredTools, requiredRetrievers } = row;
  return {
    id: row.id,
    ownerId: row.ownerId,
    name: row.name,
    description: row.description,
    category: row.category,
    tags: row.tags ?? [],
    graph: row.graph,
    parameters: row.parameters,
    legacy: {
      defaultParams,
      requiredTools: requiredTools ?? [],
      requiredRetrievers: requiredRetrievers ?? [],
    },
    builtIn: row.isBuiltin,
    isPublic: row.isPublic,
    version: row.version,
    baseTemplateId: row.baseTemplateId,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  };
}
