import { createHash } from 'node:crypto';
import { type FilterQuery, LockMode, raw, sql } from '@mikro-orm/postgresql';
import type { Page, PageRequest } from '../../runtime/ports/page.ts';
import {
  type BuiltInTemplate,
  builtInOwnerId,
  type NewTemplate,
  type StoredTemplate,
  type TemplateChanges,
  type TemplateFilter,
  type TemplateStore,
  type TemplateUpdate,
} from '../../runtime/ports/template-store.ts';
import { TemplateEntity, type TemplateRow } from '../entities/template-entity.ts';
import { TemplateRatingEntity } from '../entities/template-rating-entity.ts';
import { sharedReadByOwner } from '../shared-read.ts';
import { changesNothing } from './changes-nothing.ts';
import { likePattern } from './like-pattern.ts';
import type { OpenOrm } from './open-orm.ts';
import { emptyPage, isPossible, pageOf, pageWhere } from './page-of.ts';
import { isUuid } from './uuid.ts';

type Em = ReturnType<OpenOrm['fork']>;

/**
 * Templates in PostgreSQL. Every write locks the template's row first: of two that change it from the same version the
 * second is told so, and ratings are counted one after the other.
 */
export class PostgresTemplateStore implements TemplateStore {
  readonly #orm: OpenOrm;
  readonly #find = sharedReadByOwner<StoredTemplate>(async (ownerId, ids) => {
    const where = { $and: [{ id: { $in: [...ids] } }, visibleTo(ownerId, null)] };
    return (await this.#orm.fork().find(TemplateEntity, where)).map(templateOf);
  });

  constructor(orm: OpenOrm) {
    this.#orm = orm;
  }

  async create(template: NewTemplate): Promise<StoredTemplate> {
    const em = this.#orm.fork();
    await em.insert(TemplateEntity, { ...rowOf(template), configHash: hashOf(template) });
    return templateOf(await em.findOneOrFail(TemplateEntity, template.id));
  }

  async get(ownerId: string, id: string): Promise<StoredTemplate | null> {
    const [template] = await this.getMany(ownerId, [id]);
    return template ?? null;
  }

  async getMany(ownerId: string, ids: readonly string[]): Promise<readonly StoredTemplate[]> {
    return this.#find(ownerId, ids.filter(isUuid));
  }

  async list(ownerId: string, filter: TemplateFilter, page: PageRequest): Promise<Page<StoredTemplate>> {
    if (!isPossible(page)) return emptyPage;
    const { name, text, tag, category, from } = filter;
    const where: FilterQuery<TemplateRow> = {
      $and: [visibleTo(ownerId, from), ...(text === null ? [] : [saying(text)])],
      ...pageWhere(page),
      ...(name === null ? {} : { name: { $ilike: likePattern(name) } }),
      ...(tag === null ? {} : { tags: { $contains: [tag] } }),
      ...(category === null ? {} : { category }),
    };
    const options = { orderBy: { id: 'desc' }, limit: page.first + 1 } as const;
    return pageOf(await this.#orm.fork().find(TemplateEntity, where, options), page.first, templateOf);
  }

  async findOwn(ownerId: string, name: string): Promise<StoredTemplate | null> {
    const options = { orderBy: { id: 'desc' }, limit: 1 } as const;
    const [row] = await this.#orm.fork().find(TemplateEntity, { ownerId, name, deletedAt: null }, options);
    return row ? templateOf(row) : null;
  }

  async update(
    ownerId: string,
    id: string,
    version: number,
    changes: TemplateChanges,
  ): Promise<TemplateUpdate> {
    if (!isUuid(id)) return { status: 'absent' };
    return this.#orm.fork().transactional(async (em): Promise<TemplateUpdate> => {
      const row = await locked(em, { id, ownerId, deletedAt: null });
      if (!row) return { status: 'absent' };
      if (row.version !== version) return { status: 'conflict', version: row.version };
      const written = rowOf(changes);
      if (changesNothing(row, written)) return { status: 'done', template: templateOf(row) };
      const content = { graph: row.graph ?? {}, parameters: row.parameters, ...changes };
      const bookkeeping = { version: version + 1, configHash: hashOf(content), updatedAt: sql<Date>`now()` };
      await em.nativeUpdate(TemplateEntity, { id }, { ...written, ...bookkeeping });
      return { status: 'done', template: templateOf(await em.findOneOrFail(TemplateEntity, id)) };
    });
  }

  async delete(ownerId: string, id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    const where = { id, ownerId, deletedAt: null };
    return (await this.#orm.fork().nativeUpdate(TemplateEntity, where, { deletedAt: sql<Date>`now()` })) > 0;
  }

  async rate(ownerId: string, id: string, rating: number): Promise<StoredTemplate | null> {
    if (!isUuid(id)) return null;
    return this.#orm.fork().transactional(async (em) => {
      const row = await locked(em, { id, ...visibleTo(ownerId, null) });
      if (!row) return null;
      const own = { templateId: id, ownerId };
      const before = await em.findOne(TemplateRatingEntity, own, { disableIdentityMap: true });
      const ratedAt = sql<Date>`now()`;
      await em.upsert(TemplateRatingEntity, { ...own, rating, ratedAt });
      const ratingCount = row.ratingCount + (before ? 0 : 1);
      const ratingSum = row.ratingSum + rating - (before?.rating ?? 0);
      await em.nativeUpdate(TemplateEntity, { id }, { ratingCount, ratingSum });
      return templateOf(await em.findOneOrFail(TemplateEntity, id));
    });
  }

  async seed(templates: readonly BuiltInTemplate[]): Promise<void> {
    const owned = { ownerId: builtInOwnerId, isBuiltin: true, isPublic: true };
    const rows = templates.map((one) => ({ ...rowOf(one), ...owned, configHash: hashOf(one) }));
    await this.#orm.fork().transactional(async (em) => {
      await em.upsertMany(TemplateEntity, rows, { onConflictFields: ['id'], onConflictAction: 'ignore' });
      for (const { id, ...row } of rows) {
        const older = { id, version: { $lt: row.version } };
        await em.nativeUpdate(TemplateEntity, older, { ...row, updatedAt: sql<Date>`now()` });
      }
    });
  }
}

function visibleTo(ownerId: string, from: TemplateFilter['from']) {
  const deletedAt = null;
  switch (from) {
    case 'own':
      return { deletedAt, ownerId };
    case 'public':
      return { deletedAt, isPublic: true, isBuiltin: false };
    case 'builtIn':
      return { deletedAt, isBuiltin: true };
    case null:
      return { deletedAt, $or: [{ ownerId }, { isPublic: true }, { isBuiltin: true }] };
  }
}

/** Tag by tag: as one text, they would have brackets and quotes between them. */
const someTag = `exists (
  select from jsonb_array_elements_text(case when jsonb_typeof(tags) = 'array' then tags else '[]' end) tag
  where tag ilike ?)`;

function saying(text: string): FilterQuery<TemplateRow> {
  const pattern = likePattern(text);
  const like = { $ilike: pattern };
  return { $or: [{ name: like }, { description: like }, { [raw(someTag, [pattern])]: true }] };
}

/** The row as it is now; whoever else would change it waits. */
function locked(em: Em, where: FilterQuery<TemplateRow>) {
  return em.findOne(TemplateEntity, where, {
    lockMode: LockMode.PESSIMISTIC_WRITE,
    disableIdentityMap: true,
  });
}

function rowOf<T extends TemplateChanges>({ requirements, ...template }: T) {
  if (!requirements) return template;
  const { tools, models, documents } = requirements;
  return { ...template, requiredTools: tools, requiredModels: models, requiredDocuments: documents };
}

/** Tells two contents apart; nobody compares it with a graph's identity. */
function hashOf({ graph, parameters }: Pick<NewTemplate, 'graph' | 'parameters'>): string {
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
    requirements: {
      tools: requiredTools ?? [],
      models: row.requiredModels ?? [],
      documents: row.requiredDocuments ?? [],
    },
    legacy: {
      defaultParams,
      requiredTools: requiredTools ?? [],
      requiredRetrievers: requiredRetrievers ?? [],
    },
    builtIn: row.isBuiltin,
    isPublic: row.isPublic,
    version: row.version,
    baseTemplateId: row.baseTemplateId,
    ratingCount: row.ratingCount,
    ratingSum: row.ratingSum,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  };
}
