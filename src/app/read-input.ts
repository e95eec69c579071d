import { z } from 'zod';
import { documentLimits, jsonProblems, wantedBy } from '../graph/index.ts';
import { AppError, storable } from '../kernel/index.ts';

/** Text that the database can keep. */
export const storableTextSchema = z
  .string()
  .refine((value) => storable(value) === value, 'must not hold NUL or half a character');

/** In UTF-16 units. */
export const longestName = 255;

export const nameSchema = storableTextSchema
  .max(longestName)
  .refine((name) => name.trim() !== '', 'must not be empty');
export const descriptionSchema = storableTextSchema.max(10_000);
export const tagsSchema = z.array(storableTextSchema.min(1).max(50)).max(20).readonly();
/** Words to look for: at least one letter or digit. */
export const errorTextSchema = storableTextSchema
  .max(200)
  .refine((words) => /[\p{L}\p{N}]/u.test(words), 'must hold a letter or a digit');
export const keySchema = storableTextSchema.min(1).max(255);
/** The last moment that the database can compare with: years are written with four digits. */
export const latestTime = 253_402_300_799_999;
/** A moment, in milliseconds since 1970. */
export const timeSchema = z
  .number()
  .refine((time) => time >= 0 && time <= latestTime, 'must be a moment from 1970 to 9999');

/**
 * What the schema makes of a value of the caller's.
 * @throws AppError `input/invalid`, with every place that is wrong
 */
export function readInput<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const path = [what, ...issue.path].join('.');
    return { path, message: `${path}: ${issue.code === 'custom' ? issue.message : wantedBy(issue)}` };
  });
  throw invalidInput(problems);
}

/**
 * @throws AppError `input/invalid` where the value is no JSON, is too long or too deep, or holds text or keys that
 *   cannot be kept
 */
export function requireStorable<T>(value: T, what: string, maxBytes: number = documentLimits.maxBytes): T {
  const problems = jsonProblems(value, maxBytes);
  if (problems.length === 0) return value;
  const places = problems.map((problem) => {
    const path = [what, ...problem.path].join('.');
    return { path, message: `${path} ${problem.message}` };
  });
  throw invalidInput(places);
}

type Problem = { readonly path: string; readonly message: string };

/** Refuses what is wrong at these places of an input. */
export function invalidInput(problems: readonly Problem[]): AppError {
  const listed = problems.map(({ message }) => message).join('; ');
  return new AppError('input/invalid', listed, { details: { problems: [...problems] } });
}
