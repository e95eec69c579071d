import { type FilterQuery, LockMode, sql } from '@mikro-orm/postgresql';
import type { WorkflowGraph } from '../../graph/index.ts';
import type {
  Definition,
  DefinitionChanges,
  DefinitionFilter,
  DefinitionStore,
  DefinitionVersion,
  NewDefinition,
  Revised,
} from '../../runtime/ports/definition-store.ts';
import type { Page, PageRequest } from '../../runtime/ports/page.ts';
import { DefinitionEntity, type DefinitionRow } from '../entities/definition-entity.ts';
import { DefinitionVersionEntity, type DefinitionVersionRow } from '../entities/definition-version-entity.ts';
import { ExecutionEntity } from '../entities/execution-entity.ts';
import { jsonObjectOf } from './json-object-of.ts';
import { likePattern } from './like-pattern.ts';
import type { OpenOrm } from './open-orm.ts';
import { emptyPage, isPossible, pageOf, pageWhere } from './page-of.ts';
import { isUuid } from './uuid.ts';

/** Of a definition's row, while it is locked. */
type LockedDefinition = Pick<DefinitionRow, 'id' | 'revision' | 'publishedVersion'>;

/**
 * Definitions in PostgreSQL. Every write locks the definition's row before it compares the revision, so of two
 * writers the second sees what the first has written.
 */
export class PostgresDefinitionStore implements DefinitionStore {
  readonly #orm: OpenOrm;

  constructor(orm: OpenOrm) {
    this.#orm = orm;
  }

  async create({ draft, ...definition }: NewDefinition): Promise<Definition> {
    const em = this.#orm.fork();
    await em.insert(DefinitionEntity, { ...definition, draft: jsonObjectOf(draft) });
    return definitionOf(await em.findOneOrFail(DefinitionEntity, definition.id));
  }

  async get(ownerId: string, id: string): Promise<Definition | null> {
    if (!isUuid(id)) return null;
    const row = await this.#orm.fork().findOne(DefinitionEntity, { id, ...readableBy(ownerId) });
    return row && definitionOf(row);
  }

  async list(ownerId: string, filter: DefinitionFilter, page: PageRequest): Promise<Page<Definition>> {
    if (!isPossible(page)) return emptyPage;
    const { name, tag } = filter;
    const where: FilterQuery<DefinitionRow> = {
      ownerId,
      ...pageWhere(page),
      ...(name === null ? {} : { name: { $ilike: likePattern(name) } }),
      ...(tag === null ? {} : { tags: { $contains: [tag] } }),
    };
    const options = { orderBy: { id: 'desc' }, limit: page.first + 1 } as const;
    return pageOf(await this.#orm.fork().find(DefinitionEntity, where, options), page.first, definitionOf);
  }

  update(
    ownerId: string,
    id: string,
    revision: number,
    { draft, ...changes }: DefinitionChanges,
  ): Promise<Revised<Definition>> {
    return this.#revise(ownerId, id, revision, async (em) => {
      const written = draft === undefined ? {} : { draft: jsonObjectOf(draft) };
      const bookkeeping = { revision: revision + 1, updatedAt: sql<Date>`now()` };
      await em.nativeUpdate(DefinitionEntity, { id }, { ...changes, ...written, ...bookkeeping });
      return definitionOf(await em.findOneOrFail(DefinitionEntity, id));
    });
  }

  publish(
    ownerId: string,
    id: string,
    revision: number,
    { graph, hash }: { readonly graph: WorkflowGraph; readonly hash: string },
  ): Promise<Revised<DefinitionVersion>> {
    return this.#revise(ownerId, id, revision, async (em, { publishedVersion }) => {
      const current = await em.findOne(DefinitionVersionEntity, {
        definitionId: id,
        version: publishedVersion ?? 0,
      });
      if (current?.hash === hash) return versionOf(current);
      const version = (await latestVersion(em, id)) + 1;
      await em.insert(DefinitionVersionEntity, {
        definitionId: id,
        version,
        graph: jsonObjectOf(graph),
        hash,
      });
      const published = { publishedVersion: version, updatedAt: sql<Date>`now()` };
      await em.nativeUpdate(DefinitionEntity, { id }, published);
      return versionOf(await em.findOneOrFail(DefinitionVersionEntity, { definitionId: id, version }));
    });
  }

  async version(ownerId: string, id: string, version: number): Promise<DefinitionVersion | null> {
    if (!isVersion(version) || !(await this.get(ownerId, id))) return null;
    const row = await this.#orm.fork().findOne(DefinitionVersionEntity, { definitionId: id, version });
    return row && versionOf(row);
  }

  async versions(ownerId: string, id: string): Promise<readonly DefinitionVersion[]> {
    if (!(await this.get(ownerId, id))) return [];
    const options = { orderBy: { version: 'desc' } } as const;
    const rows = await this.#orm.fork().find(DefinitionVersionEntity, { definitionId: id }, options);
    return rows.map(versionOf);
  }

  async delete(ownerId: string, id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    return this.#orm.fork().transactional(async (em) => {
      // The lock keeps new executions of it away until it is gone.
      if (!(await lock(em, ownerId, id))) return false;
      await em.nativeUpdate(ExecutionEntity, { definitionId: id }, { definitionId: null });
      await em.nativeDelete(DefinitionEntity, { id });
      return true;
    });
  }

  async #revise<T>(
    ownerId: string,
    id: string,
    revision: number,
    write: (em: Em, row: LockedDefinition) => Promise<T>,
  ): Promise<Revised<T>> {
    if (!isUuid(id)) return { status: 'absent' };
    return this.#orm.fork().transactional(async (em): Promise<Revised<T>> => {
      const row = await lock(em, ownerId, id);
      if (!row) return { status: 'absent' };
      if (row.revision !== revision) return { status: 'conflict', revision: row.revision };
      return { status: 'done', value: await write(em, row) };
    });
  }
}

type Em = ReturnType<OpenOrm['fork']>;

function readableBy(ownerId: string) {
  return { $or: [{ ownerId }, { isPublic: true }] };
}

async function lock(em: Em, ownerId: string, id: string): Promise<LockedDefinition | null> {
  const fields = ['id', 'revision', 'publishedVersion'] as const;
  const options = { fields, lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true } as const;
  return em.findOne(DefinitionEntity, { id, ownerId }, options);
}

async function latestVersion(em: Em, definitionId: string): Promise<number> {
  const options = { fields: ['version'], orderBy: { version: 'desc' }, limit: 1 } as const;
  const [latest] = await em.find(DefinitionVersionEntity, { definitionId }, options);
  return latest?.version ?? 0;
}

/** What the column can hold: the database would refuse to look for anything else. */
function isVersion(version: number): boolean {
  return Number.isInteger(version) && version > 0 && version <= 0x7fff_ffff;
}

function definitionOf(row: DefinitionRow): Definition {
  const { tags, createdAt, updatedAt, ...rest } = row;
  return {
    id: rest.id,
    ownerId: rest.ownerId,
    name: rest.name,
    description: rest.description,
    tags: tags ?? [],
    isPublic: rest.isPublic,
    draft: rest.draft,
    revision: rest.revision,
    publishedVersion: rest.publishedVersion,
    templateId: rest.templateId,
    createdAt: createdAt.getTime(),
    updatedAt: updatedAt.getTime(),
  };
}

function versionOf(row: DefinitionVersionRow): DefinitionVersion {
  const { definitionId, version, graph, hash, createdAt } = row;
  return { definitionId, version, graph, hash, createdAt: createdAt.getTime() };
}
