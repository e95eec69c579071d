/**
 * What files of workflows and files of templates have in common: they come as JSON or as its text, say of which version
 * they are, and by a hash what is in them.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { z } from 'zod';
import { canonicalJson, err, type Json, type JsonObject, ok, type Result } from '../kernel/index.ts';
import { documentIssue } from './document-issue.ts';
import { documentLimits } from './document-limits.ts';
import { fileProblems } from './file-problems.ts';
import { type DocumentProblem, tooLarge } from './read-json.ts';
import { listedIssues, type ValidationIssue } from './validation-issue.ts';

type Read<T> = Result<T, readonly ValidationIssue[]>;

/** Far more than any file has that could be read: what surrounds the content is small. */
const longestText = 2 * documentLimits.maxBytes;

export function parsedFile(input: Json, what: 'workflow' | 'template'): Read<Json> {
  if (typeof input !== 'string') return ok(input);
  if (input.length > longestText) return refusedFile([tooLarge]);
  try {
    return ok(JSON.parse(input));
  } catch {
    const message = `cannot be read as JSON: it is cut off, or was never the file of a ${what}`;
    return refusedFile([{ code: 'document/not-json', path: [], message }]);
  }
}

/** What the schema reads in a file, up to this version of its format. */
export function readFile<T>(file: JsonObject, schema: z.ZodType<T>, formatVersion: number): Read<T> {
  const { formatVersion: version } = file;
  if (typeof version === 'number' && version > formatVersion) {
    const message = `is ${version}: a newer version of Chatter wrote the file, and this one reads up to ${formatVersion}`;
    return refusedFile([{ code: 'document/format-too-new', path: ['formatVersion'], message }]);
  }
  const read = schema.safeParse(file);
  return read.success ? ok(read.data) : refusedFile(fileProblems(file, read.error.issues));
}

export function contentHashOf(content: JsonObject): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(content))));
}

/** Refuses a file whose hash is not that of its content, which `what` names. */
export function refusedHash(what: string): Read<never> {
  const message = `is not that of ${what}: the file was changed after it was written`;
  return refusedFile([{ code: 'document/hash-mismatch', path: ['contentHash'], message }]);
}

/** Refuses a file for these problems. `document`: the value they were found in, if they may be about its nodes. */
export function refusedFile(problems: readonly DocumentProblem[], document: Json = null): Read<never> {
  return err(listedIssues(problems.map((problem) => documentIssue(document, problem))));
}
