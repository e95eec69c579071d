import type { Json } from '../../kernel/index.ts';
import { describeTypeName, describeTypeOf, isOfType } from './json-type.ts';
import { type Keywords, type Meeting, shown, unless } from './meeting.ts';
import type { SchemaProblem } from './schema-problem.ts';

/** Keywords about a whole value, a number or a text. A keyword about another type says nothing. */
export const plainKeywords: Keywords = {
  type: (wanted, meeting) => {
    const types: readonly Json[] = Array.isArray(wanted) ? wanted : [wanted];
    const names = types.map(describeTypeName).join(' or ');
    const holds = types.some((type) => isOfType(meeting.value, type));
    return unless(holds, meeting, `must be ${names}, but is ${describeTypeOf(meeting.value)}`);
  },
  const: (wanted, meeting) => unless(isOneOf([wanted], meeting), meeting, `must be ${shown(wanted)}`),
  enum: (wanted, meeting) => {
    const allowed: readonly Json[] = Array.isArray(wanted) ? wanted : [];
    const names = allowed.slice(0, 10).map(shown);
    return unless(isOneOf(allowed, meeting), meeting, `must be one of ${names.join(', ')}`);
  },
  minimum: (wanted, meeting) =>
    ofNumber(meeting, (number) => number >= Number(wanted), `must be at least ${wanted}`),
  maximum: (wanted, meeting) =>
    ofNumber(meeting, (number) => number <= Number(wanted), `must be at most ${wanted}`),
  exclusiveMinimum: (wanted, meeting) =>
    ofNumber(meeting, (number) => number > Number(wanted), `must be greater than ${wanted}`),
  exclusiveMaximum: (wanted, meeting) =>
    ofNumber(meeting, (number) => number < Number(wanted), `must be less than ${wanted}`),
  multipleOf: (wanted, meeting) =>
    ofNumber(meeting, (number) => isMultiple(number, Number(wanted)), `must be a multiple of ${wanted}`),
  minLength: (wanted, meeting) =>
    ofText(meeting, (text) => lengthOf(text) >= Number(wanted), `must have at least ${wanted} characters`),
  maxLength: (wanted, meeting) =>
    ofText(meeting, (text) => lengthOf(text) <= Number(wanted), `must have at most ${wanted} characters`),
  pattern: (wanted, meeting) =>
    ofText(
      meeting,
      (text) => meeting.checker.matches(String(wanted), text),
      `must match the pattern ${wanted}`,
    ),
};

function isOneOf(allowed: readonly Json[], { value, checker }: Meeting): boolean {
  const identity = checker.identity(value);
  return allowed.some((one) => checker.identity(one) === identity);
}

function ofNumber(
  meeting: Meeting,
  holds: (number: number) => boolean,
  message: string,
): readonly SchemaProblem[] {
  return unless(typeof meeting.value !== 'number' || holds(meeting.value), meeting, message);
}

function ofText(
  meeting: Meeting,
  holds: (text: string) => boolean,
  message: string,
): readonly SchemaProblem[] {
  return unless(typeof meeting.value !== 'string' || holds(meeting.value), meeting, message);
}

/** 0.3 is a multiple of 0.1, although not of the binary number nearest to 0.1. */
function isMultiple(number: number, of: number): boolean {
  const quotient = number / of;
  return Math.abs(quotient - Math.round(quotient)) <= Number.EPSILON * Math.max(1, Math.abs(quotient));
}

/** In characters, not in halves of them. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}
