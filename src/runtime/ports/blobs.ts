import type { AppError } from '../../kernel/index.ts';
import type { KeptBytes } from '../../nodes/index.ts';

/** What is known of bytes that an owner keeps. */
export interface BlobInfo {
  /** SHA-256 of the bytes, as hexadecimal text. */
  readonly hash: string;
  /** As whoever kept it first has said. */
  readonly contentType: string;
  readonly size: number;
}

/** Bytes, once for each owner and content. All of it throws AppError `database/unavailable`. */
export interface Blobs {
  /**
   * Durable when this resolves. Bytes that the owner of the execution keeps already are not written again. They stay as
   * long as the execution does, and as long as another one names them.
   * @throws AppError `limit/value-size`
   */
  keep(executionId: string, bytes: Uint8Array, contentType: string): Promise<KeptBytes>;
  /**
   * Why a value cannot be kept in the log of an execution, whose large values are known by `holder`: the error
   * `limit/value-size`. Null: it can.
   */
  refusalOf(value: unknown, holder: object): AppError | null;
  /**
   * Sends the bytes of a value that is about to be given, so that the commit of the event which holds it need not: that
   * commit is shared with others. Only a hint, which never rejects: what did not arrive, the commit sends.
   */
  sendAhead(executionId: string, value: object, holder: object): Promise<void>;
  /** What is malformed, unknown or only somebody else's is absent. */
  find(ownerId: string, hash: string): Promise<BlobInfo | null>;
  /** The bytes from `from` up to, not including, `to`: in pieces, as fast as they are taken. */
  read(ownerId: string, hash: string, from: number, to: number): AsyncIterable<Uint8Array>;
}
