import type { Pool } from 'pg';
import type { AppError, Json } from '../../kernel/index.ts';
import type { KeptBytes } from '../../nodes/index.ts';
import type { BlobInfo, Blobs } from '../../runtime/ports/blobs.ts';
import { isUuid } from '../stores/uuid.ts';
import { inTransaction } from '../transaction.ts';
import { asking, unavailable } from '../unavailable.ts';
import type { Apart } from './apart.ts';
import { apartValues } from './apart-values.ts';
import { keepHeld } from './blob-references.ts';
import { piecesFrom } from './blob-rows.ts';
import { knownValuesOf } from './known-values.ts';
import { byteBlob, type NewBlob } from './new-blob.ts';
import { refusalOf } from './refusal-of.ts';
import { ValuePacker } from './value-packer.ts';

/** As in RFC 9110, without what nobody uses. Others may have made it up. */
const mediaType = /^[\w.+-]{1,100}\/[\w.+-]{1,100}(; ?[\w-]{1,100}=[\w.+-]{1,100}){0,5}$/;
const hashPattern = /^[0-9a-f]{64}$/;

/** Large values and bytes in PostgreSQL. */
export class PostgresBlobs implements Blobs {
  readonly #pool: Pool;
  /** Values are sent ahead one after the other: they take one connection from others, and no more. */
  #lastAhead: Promise<void> = Promise.resolve();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async keep(executionId: string, bytes: Uint8Array, said: string): Promise<KeptBytes> {
    const contentType = mediaType.test(said) ? said : 'application/octet-stream';
    const blob = byteBlob(bytes, contentType);
    await asking(() => this.#keep(executionId, [blob]));
    return { blob: blob.hash, contentType, size: blob.size };
  }

  refusalOf(value: unknown, holder: object): AppError | null {
    return refusalOf(value, holder);
  }

  sendAhead(executionId: string, value: object, holder: object): Promise<void> {
    this.#lastAhead = this.#lastAhead.then(() => this.#sendAhead(executionId, value, holder));
    return this.#lastAhead;
  }

  async #sendAhead(executionId: string, value: object, holder: object): Promise<void> {
    try {
      const packer = new ValuePacker(knownValuesOf(holder));
      packer.column(value);
      if (packer.blobs.length === 0) return;
      await this.#keep(executionId, packer.blobs);
      packer.sentAhead(value);
    } catch {
      // The commit sends it, and says what is wrong if something is.
    }
  }

  /** The execution refers to them from now on: whatever else goes meanwhile, they are there when an event names them. */
  #keep(executionId: string, blobs: readonly NewBlob[]): Promise<void> {
    const held = { blobs: blobs.map((blob) => ({ executionId, blob })), files: [] };
    return inTransaction(this.#pool, (open) => keepHeld(open, held));
  }

  async find(ownerId: string, hash: string): Promise<BlobInfo | null> {
    if (!isUuid(ownerId) || !hashPattern.test(hash)) return null;
    const { rows } = await asking(() =>
      this.#pool.query<BlobInfo>({
        name: 'find-blob',
        text: 'select hash, content_type as "contentType", size from blob where owner_id = $1 and hash = $2',
        values: [ownerId, hash],
      }),
    );
    return rows[0] ?? null;
  }

  async *read(ownerId: string, hash: string, from: number, to: number): AsyncIterable<Uint8Array> {
    try {
      for await (const { at, bytes } of piecesFrom(this.#pool, { ownerId, hash, from })) {
        if (at >= to) return;
        yield bytes.subarray(Math.max(0, from - at), to - at);
      }
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** The value of which parts are apart, for whoever owns it. */
  async together(ownerId: string, column: Apart): Promise<Json> {
    return asking(() => apartValues(this.#pool, ownerId).value(column));
  }
}
