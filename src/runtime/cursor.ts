import { AppError } from '../kernel/index.ts';

/**
 * A version byte, the sequence, the execution's id: 21 bytes, which base64url writes as exactly 28 characters. So every
 * text of that form is canonical, and nothing that was cut or extended has it.
 */
const version = 1;
const sequenceAt = 1;
const idAt = 5;
const byteLength = 21;
const form = /^[A-Za-z0-9_-]{28}$/;
const lastSequence = 0x7fff_ffff;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The opaque place after `sequence` in the log of an execution, whose id is a UUID. */
export function encodeCursor(executionId: string, sequence: number): string {
  const id = idBytes(executionId);
  if (!id || !Number.isInteger(sequence) || sequence < 0 || sequence > lastSequence) {
    throw new AppError('internal/unexpected', `there is no place ${sequence} in a log of "${executionId}"`);
  }
  const bytes = Buffer.alloc(byteLength, version);
  bytes.writeUInt32BE(sequence, sequenceAt);
  id.copy(bytes, idAt);
  return bytes.toString('base64url');
}

/**
 * The sequence that a cursor of this execution stands for.
 * @throws AppError `cursor/invalid`, `cursor/other-execution`
 */
export function decodeCursor(text: string, executionId: string): number {
  if (!form.test(text)) throw invalid('it is not a cursor');
  const bytes = Buffer.from(text, 'base64url');
  if (bytes[0] !== version) throw invalid('it is of another version');
  const sequence = bytes.readUInt32BE(sequenceAt);
  if (sequence > lastSequence) throw invalid('it points beyond the end of any log');
  if (!idBytes(executionId)?.equals(bytes.subarray(idAt))) {
    throw new AppError(
      'cursor/other-execution',
      `the cursor belongs to another execution than ${executionId}; leave it out to read from the start`,
    );
  }
  return sequence;
}

function invalid(why: string): AppError {
  return new AppError(
    'cursor/invalid',
    `the cursor cannot be read: ${why}; leave it out to read from the start`,
  );
}

function idBytes(executionId: string): Buffer | null {
  return uuid.test(executionId) ? Buffer.from(executionId.replaceAll('-', ''), 'hex') : null;
}
