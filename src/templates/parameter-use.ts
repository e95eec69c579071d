import { documentLimits } from '../graph/index.ts';
import { jsonTextSize } from '../graph/json-text-size.ts';
import type { Json, JsonObject } from '../kernel/index.ts';
import { type ParameterIssue, parameterIssue } from './parameter-issue.ts';
import { unknownParameter, valueAtPath } from './parameter-values.ts';
import { type Renamed, renameInExpression, renameInTemplate } from './rename-params.ts';
import { placeIn } from './rewrite-texts.ts';

/** `{{ params.name }}` or `{{ params.name.field }}`; a `\` before it takes its meaning away. */
const placeholder = /(?<!\\)\{\{\s*params((?:\.[A-Za-z_][A-Za-z0-9_]*)+)\s*\}\}/g;

/** Brings parameters to the texts of one document, each in the way of its place, and keeps what is wrong. */
export class ParameterUse {
  readonly values: JsonObject;
  readonly issues: ParameterIssue[] = [];
  /** Places that now hold something a parameter has brought. */
  readonly filled = new Set<string>();
  #isRead = false;
  /** Bytes of what parameters have brought by value. A value is one in memory, however many places it is brought to. */
  #brought: number;
  readonly #sizes = new Map<string, number>();

  constructor(values: JsonObject, brought = 0) {
    this.values = values;
    this.#brought = brought;
  }

  /** For a trial, of which nothing is kept: it brings no more than is left. */
  draft(): ParameterUse {
    return new ParameterUse(this.values, this.#brought);
  }

  /** Some expression reads the parameters. */
  get isRead(): boolean {
    return this.#isRead;
  }

  /** The source of an expression: it will read the parameters as data. */
  expression(source: string, at: string): string {
    return this.#renamed(renameInExpression(source), at);
  }

  /** A text with expressions in it, for which the same holds. */
  template(text: string, at: string): string {
    return this.#renamed(renameInTemplate(text), at);
  }

  /**
   * A text that nothing is evaluated in. One that is a placeholder and nothing else becomes the value as it is;
   * undefined: the parameter has none.
   */
  plain(text: string, at: string): Json | undefined {
    const [first] = text.matchAll(placeholder);
    if (first?.[0] === text) {
      this.filled.add(at);
      return this.#value(first[1] ?? '', at) ?? undefined;
    }
    const inserted = text.replaceAll(placeholder, (_, path: string) => {
      this.filled.add(at);
      return textOf(this.#value(path, at));
    });
    this.#refuseExpressions(text.replaceAll(placeholder, ''), at);
    return inserted;
  }

  /** Beyond what anybody is told, issues are passed over. */
  note(issue: ParameterIssue): void {
    if (!this.#isFull) this.issues.push(issue);
  }

  get #isFull(): boolean {
    return this.issues.length >= documentLimits.maxIssues;
  }

  #value(path: string, at: string): Json {
    const names = path.slice(1).split('.');
    this.#requireKnown(names[0] ?? '', at);
    const value = valueAtPath(this.values, names);
    return this.#fits(path, value, at) ? value : null;
  }

  #fits(path: string, value: Json, at: string): boolean {
    const size = this.#sizes.get(path) ?? jsonTextSize(value);
    this.#sizes.set(path, size);
    const most = documentLimits.maxBytes;
    if (this.#brought <= most && this.#brought + size > most) {
      const what = `brings what parameters add to more than ${most} bytes`;
      const message = `${what}: read them in expressions, or give less`;
      this.note(parameterIssue('parameter/too-large', inGraph(at), message));
    }
    this.#brought += size;
    return this.#brought <= most;
  }

  #renamed({ text, names }: Renamed, at: string): string {
    if (names.length > 0) this.#isRead = true;
    for (const name of names) if (name !== null) this.#requireKnown(name, at);
    return text;
  }

  #requireKnown(name: string, at: string): void {
    if (!this.#isFull && !Object.hasOwn(this.values, name))
      this.note(unknownParameter(name, this.values, inGraph(at)));
  }

  /** Nothing evaluates them here: they would be taken literally, which nobody who wrote one wants. */
  #refuseExpressions(rest: string, at: string): void {
    if (!rest.includes('{{') || renameInTemplate(rest).names.length === 0) return;
    const message = 'holds no expressions: write "{{ params.name }}" and nothing else between the braces';
    this.note(parameterIssue('parameter/not-a-name', inGraph(at), message));
  }
}

/** A place in the document as one in the template. */
export function inGraph(at: string): string {
  return placeIn('graph', at);
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}
