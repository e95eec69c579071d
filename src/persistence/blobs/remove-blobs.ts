import type { EntityManager } from '@mikro-orm/postgresql';

/** A session of the database: what it is told belongs to the transaction of the caller, where he has begun one. */
type Session = Pick<EntityManager, 'execute'>;

interface Place {
  readonly owner_id: string;
  readonly hash: string;
}

/** So many are looked at in one transaction. */
const mostAtOnce = 100;
/** And so many bytes removed, or one blob. */
const mostBytesAtOnce = 64 * 1024 * 1024;

/**
 * Notes that these executions refer to nothing any more: at most `limit` references, whose blobs are to be looked at.
 * Whoever looks at one of them just then is waited for: he may still see the reference.
 * @returns how many references
 */
export async function dropReferences(
  session: Session,
  executionIds: readonly string[],
  limit: number,
): Promise<number> {
  const [row] = await session.execute<{ count: number }[]>(
    `with gone as (
        delete from blob_reference where ctid = any(array(
          select ctid from blob_reference where execution_id = any(?::uuid[]) limit ?))
        returning owner_id, hash
      ), noted as (
        insert into blob_removal (owner_id, hash) select distinct owner_id, hash from gone order by owner_id, hash
        on conflict (owner_id, hash) do update set due_at = least(blob_removal.due_at, excluded.due_at)
      )
      select count(*)::int as count from gone`,
    [arrayOf(executionIds), limit],
  );
  return row?.count ?? 0;
}

/**
 * Looks at some blobs that perhaps nobody refers to, and removes those. Within one transaction, in which each statement
 * sees what was committed before it:
 *
 * U1  A blob is locked before its references are looked for. Whoever keeps it holds it until his reference is
 *     committed; then it is passed by, and looked at again later.
 * U2  Whoever comes while it is locked waits, finds it gone, and keeps it anew.
 * U3  What is to be looked at is locked too: whoever drops another reference meanwhile notes it anew.
 *
 * @returns how many need not be looked at any more
 */
export async function removeBlobs(session: Session): Promise<number> {
  const due = await session.execute<Place[]>(
    `select owner_id, hash from blob_removal where due_at <= now()
     order by due_at limit ${mostAtOnce} for update skip locked`,
  );
  if (due.length === 0) return 0;
  const locked = await session.execute<(Place & { readonly size: number })[]>(
    `select b.owner_id, b.hash, b.size from unnest(?::uuid[], ?::text[]) as d (owner_id, hash)
     join blob b using (owner_id, hash) order by b.owner_id, b.hash for update of b skip locked`,
    placesOf(due),
  );
  const some = placesOf(locked.slice(0, countAtOnce(locked)));
  await session.execute(
    `delete from blob b using unnest(?::uuid[], ?::text[]) as s (owner_id, hash)
     where b.owner_id = s.owner_id and b.hash = s.hash and not exists (
       select from blob_reference r where r.owner_id = b.owner_id and r.hash = b.hash)`,
    some,
  );
  const [row] = await session.execute<{ count: number }[]>(
    `with settled as (
        delete from blob_removal c using unnest(?::uuid[], ?::text[]) as d (owner_id, hash)
        where c.owner_id = d.owner_id and c.hash = d.hash and (
          (c.owner_id, c.hash) in (select * from unnest(?::uuid[], ?::text[]))
          or not exists (select from blob b where b.owner_id = c.owner_id and b.hash = c.hash))
        returning 1
      )
      select count(*)::int as count from settled`,
    [...placesOf(due), ...some],
  );
  return row?.count ?? 0;
}

/** How many of the first are not too large to be removed together. */
function countAtOnce(blobs: readonly { readonly size: number }[]): number {
  let bytes = 0;
  const beyond = blobs.findIndex(({ size }, index) => {
    bytes += size;
    return bytes > mostBytesAtOnce && index > 0;
  });
  return beyond < 0 ? blobs.length : beyond;
}

function placesOf(places: readonly Place[]): [owners: string, hashes: string] {
  return [arrayOf(places.map((place) => place.owner_id)), arrayOf(places.map((place) => place.hash))];
}

/** Of ids and hashes: nothing in them needs quotes. */
function arrayOf(texts: readonly string[]): string {
  return `{${texts.join(',')}}`;
}
