import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalText } from '../kernel/index.ts';

/** SHA-256, in hex, of what was asked: the order of keys makes no difference. */
export function requestHash(asked: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalText(asked))));
}
