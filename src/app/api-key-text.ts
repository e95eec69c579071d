import { createHash, randomBytes } from 'node:crypto';

const prefix = 'chatter_';
const form = /^chatter_[A-Za-z0-9_-]{43}$/;

/** A new key of 256 random bits. The prefix lets people and scanners recognise one that has leaked. */
export function newApiKeyText(): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a key; null for what cannot be one. Plain SHA-256 will do: 256 random bits cannot be guessed. */
export function hashOfApiKey(text: string): string | null {
  return form.test(text) ? createHash('sha256').update(text).digest('hex') : null;
}
