import type { Environment } from '@marcbachmann/cel-js';
import { toJson } from './json-value.ts';
import { expressionLimits } from './limits.ts';
import type { PatternMatcher } from './linear-regexp.ts';
import type { WorkMeter } from './work-meter.ts';

const options = { async: false };

/** Text, JSON and list helpers that cel-js lacks, and its own ones for whole JSON numbers in place of ints. */
export function registerTextFunctions(
  environment: Environment,
  patterns: PatternMatcher,
  meter: WorkMeter,
): void {
  const json = (value: unknown) => meter.charge(JSON.stringify(toJson(value)));
  const replace = (text: string, part: string, replacement: string) =>
    meter.charge(replaceText(text, part, replacement));
  const parse = (text: string) => {
    meter.charge(text);
    return parseJson(text);
  };
  const matches = (text: string, pattern: string) => patterns.matches(text, pattern);
  environment
    .registerFunction('m__ches(string, string): bool', matches, options)
    .registerFunction('string.m__ches(string): bool', matches, options)
    .registerFunction('string.replace(string, string): string', replace, options)
    .registerFunction('json(dyn): string', json, options)
    .registerFunction('parseJson(string): dyn', parse, options);
  registerWithIndexes(environment, ['string', 'charAt', ['int'], 'string'], characterAt);
  registerWithIndexes(environment, ['list', 'slice', ['int', 'int'], 'list'], sliceItems);
  registerWithIndexes(environment, ['string', 'substring', ['int'], 'string'], substring);
  registerWithIndexes(environment, ['string', 'substring', ['int', 'int'], 'string'], substring);
  registerWithIndexes(environment, ['string', 'indexOf', ['string', 'int'], 'int'], indexOf);
  registerWithIndexes(environment, ['string', 'lastIndexOf', ['string', 'int'], 'int'], lastIndexOf);
  registerWithIndexes(environment, ['string', 'split', ['string', 'int'], 'list<string>'], splitText);
}

type Signature = readonly [receiver: string, name: string, parameters: readonly string[], result: string];

/** Registers the function for every mixture of ints and numbers in its int parameters that cel-js lacks. */
function registerWithIndexes(
  environment: Environment,
  signature: Signature,
  handler: (...values: never[]) => unknown,
): void {
  const [receiver, name, parameters, result] = signature;
  let mixtures: readonly (readonly string[])[] = [[]];
  for (const parameter of parameters) {
    const types = parameter === 'int' ? ['int', 'double'] : [parameter];
    mixtures = mixtures.flatMap((mixture) => types.map((type) => [...mixture, type]));
  }
  const known = new Set(environment.getDefinitions().functions.map((definition) => definition.signature));
  const receiverName = receiver === 'list' ? 'list<dyn>' : receiver;
  const resultName = result === 'list' ? 'list<dyn>' : result;
  for (const mixture of mixtures) {
    const text = `${receiverName}.${name}(${mixture.join(', ')}): ${resultName}`;
    if (!known.has(text)) environment.registerFunction(text, handler, options);
  }
}

function indexWithin(index: bigint | number, size: number): number {
  const number = Number(index);
  if (!Number.isInteger(number)) throw new Error(`the index ${index} is not a whole number`);
  if (number < 0 || number > size) throw new Error(`the index ${index} is outside of 0..${size}`);
  return number;
}

function characterAt(text: string, index: bigint | number): string {
  return text.charAt(indexWithin(index, text.length));
}

function substring(text: string, start: bigint | number, end: bigint | number = text.length): string {
  const [from, to] = [indexWithin(start, text.length), indexWithin(end, text.length)];
  if (to < from) throw new Error(`the end ${to} is before the start ${from}`);
  return text.substring(from, to);
}

function sliceItems(
  items: readonly unknown[],
  start: bigint | number,
  end: bigint | number,
): readonly unknown[] {
  const [from, to] = [indexWithin(start, items.length), indexWithin(end, items.length)];
  if (to < from) throw new Error(`the end ${to} is before the start ${from}`);
  return items.slice(from, to);
}

function indexOf(text: string, part: string, start: bigint | number): bigint {
  return BigInt(text.indexOf(part, indexWithin(start, text.length)));
}

function lastIndexOf(text: string, part: string, start: bigint | number): bigint {
  return BigInt(text.lastIndexOf(part, indexWithin(start, text.length)));
}

function splitText(text: string, separator: string, limit: bigint | number): readonly string[] {
  const parts = text.split(separator);
  const count = Number(limit);
  if (!Number.isInteger(count)) throw new Error(`the limit ${limit} is not a whole number`);
  if (count === 0) return [];
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

/** Replaces every occurrence. The length is computed first: replacing short by long can multiply it. */
function replaceText(text: string, part: string, replacement: string): string {
  const parts = text.split(part);
  const length = text.length + (parts.length - 1) * (replacement.length - part.length);
  if (length > expressionLimits.maxTextLength) throw new Error('replace() would make too long a text');
  return parts.join(replacement);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('parseJson() was given text that is not JSON', { cause: error });
  }
}
