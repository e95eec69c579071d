import { LockMode, sql } from '@mikro-orm/postgresql';
import type {
  Definition,
  DefinitionChanges,
  DefinitionFilter,
  DefinitionStore,
  DefinitionVersion,
  NewDefinition,
  NewVersion,
  Revised,
  VersionPlace,
  VersionSummary,
} from '../../runtime/ports/definition-store.ts';
import type { Page, PageRequest } from '../../runtime/ports/page.ts';
import { DefinitionDraftEntity } from '../entities/definition-draft-entity.ts';
import { DefinitionEntity, type DefinitionRow } from '../entities/definition-entity.ts';
import { DefinitionVersionEntity } from '../entities/definition-version-entity.ts';
import { ExecutionEntity } from '../entities/execution-entity.ts';
import { sharedRead, sharedReadByOwner } from '../shared-read.ts';
import { changesNothing } from './changes-nothing.ts';
import { isPossibleSource, listWhere, readableBy } from './definition-lists.ts';
import { definitionOf, readableDraft, summaryFields, summaryOf, versionOf } from './definition-rows.ts';
import { jsonObjectOf } from './json-object-of.ts';
import type { OpenOrm } from './open-orm.ts';
import { emptyPage, isPossible, pageOf } from './page-of.ts';
import { isUuid } from './uuid.ts';

/** So many drafts before the present one are kept, to tell a writer who comes late what he has missed. */
const keptDrafts = 20;

/**
 * Definitions in PostgreSQL. Every write locks the definition's row before it compares the revision, so of two
 * writers the second sees what the first has written.
 */
export class PostgresDefinitionStore implements DefinitionStore {
  readonly #orm: OpenOrm;
  readonly #find = sharedReadByOwner<Definition>(async (ownerId, ids) => {
    const where = { $and: [{ id: { $in: [...ids] } }, readableBy(ownerId)] };
    return (await this.#orm.fork().find(DefinitionEntity, where)).map(definitionOf);
  });
  readonly #versionAt = sharedRead(async (places: readonly VersionPlace[]) => {
    const distinct = new Map(places.map((place) => [keyOf(place), place]));
    const rows = await this.#orm.fork().find(DefinitionVersionEntity, { $or: [...distinct.values()] });
    const versions = new Map(rows.map(versionOf).map((version) => [keyOf(version), version]));
    return places.map((place) => versions.get(keyOf(place)) ?? null);
  });

  constructor(orm: OpenOrm) {
    this.#orm = orm;
  }

  async create({ draft, ...definition }: NewDefinition): Promise<Definition> {
    const em = this.#orm.fork();
    await em.insert(DefinitionEntity, { ...definition, draft: jsonObjectOf(draft) });
    return definitionOf(await em.findOneOrFail(DefinitionEntity, definition.id));
  }

  async get(ownerId: string, id: string): Promise<Definition | null> {
    const [definition] = await this.getMany(ownerId, [id]);
    return definition ?? null;
  }

  async getMany(ownerId: string, ids: readonly string[]): Promise<readonly Definition[]> {
    return this.#find(ownerId, ids.filter(isUuid));
  }

  async list(ownerId: string, filter: DefinitionFilter, page: PageRequest): Promise<Page<Definition>> {
    if (!isPossible(page) || !isUuid(ownerId) || !isPossibleSource(filter.from)) return emptyPage;
    const options = { orderBy: { id: 'desc' }, limit: page.first + 1 } as const;
    const where = listWhere(ownerId, filter, page);
    return pageOf(await this.#orm.fork().find(DefinitionEntity, where, options), page.first, definitionOf);
  }

  update(
    ownerId: string,
    id: string,
    revision: number,
    { draft, ...changes }: DefinitionChanges,
  ): Promise<Revised<Definition>> {
    return this.#revise(ownerId, id, revision, async (em, locked) => {
      const written = { ...changes, ...(draft === undefined ? {} : { draft: jsonObjectOf(draft) }) };
      if (!changesNothing(locked, written)) {
        await keepDraft(em, locked);
        const bookkeeping = { revision: revision + 1, updatedAt: sql<Date>`now()` };
        await em.nativeUpdate(DefinitionEntity, { id }, { ...written, ...bookkeeping });
      }
      return definitionOf(await em.findOneOrFail(DefinitionEntity, id));
    });
  }

  publish(
    ownerId: string,
    id: string,
    revision: number,
    { graph, hash, changelog }: NewVersion,
  ): Promise<Revised<DefinitionVersion>> {
    return this.#revise(ownerId, id, revision, async (em, { publishedVersion }) => {
      const current = await em.findOne(DefinitionVersionEntity, {
        definitionId: id,
        version: publishedVersion ?? 0,
      });
      if (current?.hash === hash) return versionOf(current);
      const version = (await latestVersion(em, id)) + 1;
      const row = { definitionId: id, version, graph: jsonObjectOf(graph), hash, changelog };
      await em.insert(DefinitionVersionEntity, row);
      const published = { publishedVersion: version, updatedAt: sql<Date>`now()` };
      await em.nativeUpdate(DefinitionEntity, { id }, published);
      return versionOf(await em.findOneOrFail(DefinitionVersionEntity, { definitionId: id, version }));
    });
  }

  async archive(ownerId: string, id: string, archived: boolean): Promise<Definition | null> {
    if (!isUuid(id)) return null;
    const em = this.#orm.fork();
    const since = archived ? sql<Date>`coalesce(archived_at, now())` : null;
    const own = { id, ownerId, deletedAt: null };
    const changed = await em.nativeUpdate(DefinitionEntity, own, { archivedAt: since });
    return changed === 0 ? null : definitionOf(await em.findOneOrFail(DefinitionEntity, id));
  }

  async version(ownerId: string, id: string, version: number): Promise<DefinitionVersion | null> {
    const definition = await this.get(ownerId, id);
    const [found] = definition ? await this.versionsAt([{ definitionId: definition.id, version }]) : [];
    return found ?? null;
  }

  async versions(ownerId: string, ids: readonly string[]): Promise<readonly VersionSummary[]> {
    const readable = (await this.getMany(ownerId, ids)).map(({ id }) => id);
    if (readable.length === 0) return [];
    const options = { fields: summaryFields, orderBy: { version: 'desc' } } as const;
    const where = { definitionId: { $in: readable } };
    return (await this.#orm.fork().find(DefinitionVersionEntity, where, options)).map(summaryOf);
  }

  async versionsAt(places: readonly VersionPlace[]): Promise<readonly DefinitionVersion[]> {
    const possible = places.filter(({ version }) => isVersion(version));
    const found = await Promise.all(possible.map((place) => this.#versionAt(place)));
    return found.filter((version) => version !== null);
  }

  async delete(ownerId: string, id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    return this.#orm.fork().transactional(async (em) => {
      // The lock keeps new executions of it away until it is gone.
      if (!(await lock(em, ownerId, id))) return false;
      const used = await em.findOne(ExecutionEntity, { definitionId: id }, { fields: ['id'] });
      await (used ? leaveTombstone(em, id) : em.nativeDelete(DefinitionEntity, { id }));
      return true;
    });
  }

  async #revise<T>(
    ownerId: string,
    id: string,
    revision: number,
    write: (em: Em, row: DefinitionRow) => Promise<T>,
  ): Promise<Revised<T>> {
    if (!isUuid(id)) return { status: 'absent' };
    return this.#orm.fork().transactional(async (em): Promise<Revised<T>> => {
      const row = await lock(em, ownerId, id);
      if (!row) return { status: 'absent' };
      if (row.revision === revision) return { status: 'done', value: await write(em, row) };
      const base = isVersion(revision)
        ? await em.findOne(DefinitionDraftEntity, { definitionId: id, revision })
        : null;
      return {
        status: 'conflict',
        revision: row.revision,
        base: base ? readableDraft(base.draft) : null,
        current: readableDraft(row.draft),
      };
    });
  }
}

type Em = ReturnType<OpenOrm['fork']>;

async function lock(em: Em, ownerId: string, id: string): Promise<DefinitionRow | null> {
  const options = { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true } as const;
  return em.findOne(DefinitionEntity, { id, ownerId, deletedAt: null }, options);
}

/** Before the draft changes: what it was, for whoever still works on it. */
async function keepDraft(em: Em, { id, revision, draft }: DefinitionRow): Promise<void> {
  await em.insert(DefinitionDraftEntity, { definitionId: id, revision, draft });
  const old = { definitionId: id, revision: { $lte: revision - keptDrafts } };
  await em.nativeDelete(DefinitionDraftEntity, old);
}

/** Nothing of it can be read any more; but its executions, which may be very many, need not be touched. */
async function leaveTombstone(em: Em, id: string): Promise<void> {
  await em.nativeDelete(DefinitionVersionEntity, { definitionId: id });
  await em.nativeDelete(DefinitionDraftEntity, { definitionId: id });
  const emptied = { draft: {}, description: null, tags: [], isPublic: false, publishedVersion: null };
  await em.nativeUpdate(DefinitionEntity, { id }, { ...emptied, deletedAt: sql<Date>`now()` });
}

async function latestVersion(em: Em, definitionId: string): Promise<number> {
  const options = { fields: ['version'], orderBy: { version: 'desc' }, limit: 1 } as const;
  const [latest] = await em.find(DefinitionVersionEntity, { definitionId }, options);
  return latest?.version ?? 0;
}

function keyOf({ definitionId, version }: VersionPlace): string {
  return `${definitionId} ${version}`;
}

/** What the column can hold: the database would refuse to look for anything else. */
function isVersion(version: number): boolean {
  return Number.isInteger(version) && version > 0 && version <= 0x7fff_ffff;
}
