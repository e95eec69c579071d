import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { canonicalJson } from '../../kernel/index.ts';

/** Whose secret it is. What was sealed for one place opens at no other. */
export interface SecretPlace {
  readonly ownerId: string;
  readonly name: string;
}

export interface SealedSecret {
  /** Of the key that it was sealed with. */
  readonly keyId: string;
  /** A nonce, the tag, and the ciphertext. */
  readonly sealed: Uint8Array;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Seals texts with one key of 32 bytes: AES-256-GCM, with a new random nonce each time. */
export class SecretCipher {
  /** Tells keys apart and says nothing about them. */
  readonly keyId: string;
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
    this.keyId = createHmac('sha256', key).update('chatter key id').digest('hex').slice(0, 16);
  }

  seal(value: string, place: SecretPlace): SealedSecret {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.#key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(boundTo(place));
    const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
    return { keyId: this.keyId, sealed: Buffer.concat([nonce, cipher.getAuthTag(), text]) };
  }

  /** Null: it was sealed with another key, for another place, or has been changed since. */
  open(sealed: Uint8Array, place: SecretPlace): string | null {
    const bytes = Buffer.from(sealed);
    const nonce = bytes.subarray(0, nonceBytes);
    const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes);
    if (tag.length < tagBytes) return null;
    const decipher = createDecipheriv(algorithm, this.#key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(boundTo(place)).setAuthTag(tag);
    try {
      const text = decipher.update(bytes.subarray(nonceBytes + tagBytes));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }
}

function boundTo({ ownerId, name }: SecretPlace): Buffer {
  return Buffer.from(canonicalJson([ownerId, name]));
}
