import type { Transaction } from '../../runtime/ports/transaction.ts';
import { keepBlobs } from './blob-rows.ts';
import type { HeldBlob, NamedFile } from './packing.ts';

/** What executions hold beside their rows. */
export interface Held {
  readonly blobs: readonly HeldBlob[];
  readonly files: readonly NamedFile[];
}

/**
 * Keeps the values of executions, and notes which execution refers to which of them and of the files of its owner: a
 * blob lives as long as somebody refers to it. Within the transaction of the caller.
 */
export async function keepHeld(open: Transaction, held: Held): Promise<void> {
  await keepBlobs(open, held.blobs);
  const uses = [
    ...held.blobs.map(({ executionId, blob }) => ({ executionId, hash: blob.hash })),
    ...held.files,
  ];
  if (uses.length === 0) return;
  await open.query({
    name: 'refer-to-blobs',
    text: `with used as (
        select x.id, b.owner_id, b.hash from unnest($1::uuid[], $2::text[]) as u (execution_id, hash)
        join workflow_execution x on x.id = u.execution_id
        join blob b on b.owner_id = x.owner_id and b.hash = u.hash
        order by b.owner_id, b.hash
        for key share of b
      )
      insert into blob_reference (execution_id, owner_id, hash) select id, owner_id, hash from used
      on conflict do nothing`,
    values: [uses.map(({ executionId }) => executionId), uses.map(({ hash }) => hash)],
  });
}
