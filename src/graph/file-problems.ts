import type { z } from 'zod';
import type { Json } from '../kernel/index.ts';
import type { DocumentProblem } from './read-json.ts';
import { refusalOf, valueAt } from './refusal-words.ts';

/** What the schema of a file refuses, in the words that documents are refused with. */
export function fileProblems(file: Json, issues: readonly z.core.$ZodIssue[]): readonly DocumentProblem[] {
  return issues.flatMap((issue): readonly DocumentProblem[] => {
    const { path } = issue;
    if (issue.code === 'unrecognized_keys') {
      const message = 'means nothing in the file: remove it';
      return issue.keys.map((key) => ({ code: 'document/unknown-key', path: [...path, key], message }));
    }
    const value = valueAt(file, path);
    const code = value === undefined ? 'document/missing-key' : 'document/invalid-value';
    return [{ code, path, message: refusalOf(issue, value) }];
  });
}
