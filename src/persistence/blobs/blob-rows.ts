import type { Pool } from 'pg';
import type { Transaction } from '../../runtime/ports/transaction.ts';
import type { Piece } from './new-blob.ts';
import type { HeldBlob } from './packing.ts';

/**
 * Keeps what the owners of these executions do not have yet, within the transaction of the caller, and until its end
 * everything is held that was there: whoever removes what nobody refers to waits, or was first, and then it is kept
 * anew. The bytes are only sent where the row is new: of two transactions that bring the same, the second waits for the
 * first. Rows are sorted, so none waits in a circle.
 */
export async function keepBlobs(open: Transaction, held: readonly HeldBlob[]): Promise<void> {
  for (let left = held; left.length > 0; ) {
    const rows = await keepOrHold(open, left);
    for (const row of rows) if (row.state === 'new') await keepPieces(open, row, left);
    const gone = new Set(rows.flatMap(({ state, hash }) => (state === 'gone' ? [hash] : [])));
    left = left.filter(({ blob }) => gone.has(blob.hash));
  }
}

interface KeptRow {
  readonly owner_id: string;
  readonly hash: string;
  /** Gone: it was there when this began, or has come since. */
  readonly state: 'new' | 'held' | 'gone';
}

async function keepOrHold(open: Transaction, held: readonly HeldBlob[]): Promise<readonly KeptRow[]> {
  const { rows } = await open.query<KeptRow>({
    name: 'keep-blobs',
    text: `with given as (
        select distinct on (x.owner_id, b.hash) x.owner_id, b.hash, b.content_type, b.size
        from unnest($1::uuid[], $2::text[], $3::text[], $4::int[]) as b (execution_id, hash, content_type, size)
        join workflow_execution x on x.id = b.execution_id
        order by x.owner_id, b.hash
      ), added as (
        insert into blob (owner_id, hash, content_type, size) select owner_id, hash, content_type, size from given
        on conflict do nothing
        returning owner_id, hash
      ), held as (
        select b.owner_id, b.hash from given join blob b using (owner_id, hash)
        order by b.owner_id, b.hash
        for key share of b
      )
      select owner_id, hash, case when added.hash is not null then 'new'
        when held.hash is not null then 'held' else 'gone' end as state
      from given left join added using (owner_id, hash) left join held using (owner_id, hash)`,
    values: [
      held.map(({ executionId }) => executionId),
      held.map(({ blob }) => blob.hash),
      held.map(({ blob }) => blob.contentType),
      held.map(({ blob }) => blob.size),
    ],
  });
  return rows;
}

async function keepPieces(
  open: Transaction,
  { owner_id: ownerId, hash }: KeptRow,
  held: readonly HeldBlob[],
): Promise<void> {
  const kept = held.find(({ blob }) => blob.hash === hash);
  for (const piece of kept?.blob.pieces() ?? []) await keepPiece(open, ownerId, hash, piece);
}

async function keepPiece(
  open: Transaction,
  ownerId: string,
  hash: string,
  { at, bytes }: Piece,
): Promise<void> {
  await open.query({
    name: 'keep-blob-piece',
    text: 'insert into blob_piece (owner_id, hash, at, bytes) values ($1, $2, $3, $4)',
    values: [ownerId, hash, at, bytes],
  });
}

/** So many pieces of a blob are read at a time. */
const pageSize = 8;

interface PieceRow {
  readonly hash: string;
  readonly at: number;
  readonly bytes: Buffer;
}

/** The pieces of one blob, in order, beginning with the one that holds the byte at `from`. */
export async function* piecesFrom(
  pool: Pick<Pool, 'query'>,
  { ownerId, hash, from }: { readonly ownerId: string; readonly hash: string; readonly from: number },
): AsyncIterable<Piece> {
  for (let after = -1; ; ) {
    const { rows } = await pool.query<PieceRow>({
      name: 'read-blob',
      text: `select hash, at, bytes from blob_piece
        where owner_id = $1 and hash = $2 and at > $3::int and at >= coalesce(
          (select max(at) from blob_piece where owner_id = $1 and hash = $2 and at <= $4::int), 0)
        order by at limit ${pageSize}`,
      values: [ownerId, hash, after, from],
    });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = last.at;
  }
}

/** The blobs as texts, by their hashes. What is not there is left out. */
export async function readTexts(
  pool: Pick<Pool, 'query'>,
  ownerId: string,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for await (const { hash, bytes } of piecesOfAll(pool, ownerId, hashes)) {
    texts.set(hash, (texts.get(hash) ?? '') + bytes.toString('utf8'));
  }
  return texts;
}

/** A statement asks for so many blobs at most: most are a piece or less. */
const hashesAtOnce = 64;

async function* piecesOfAll(
  pool: Pick<Pool, 'query'>,
  ownerId: string,
  hashes: readonly string[],
): AsyncIterable<PieceRow> {
  for (let index = 0; index < hashes.length; index += hashesAtOnce) {
    const some = hashes.slice(index, index + hashesAtOnce);
    for (let after: readonly [string, number] = ['', 0]; ; ) {
      const { rows } = await pool.query<PieceRow>({
        name: 'read-blobs',
        text: `select hash, at, bytes from blob_piece
          where owner_id = $1 and hash = any($2::text[]) and (hash, at) > ($3::text, $4::int)
          order by hash, at limit ${pageSize}`,
        values: [ownerId, some, ...after],
      });
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) break;
      after = [last.hash, last.at];
    }
  }
}
