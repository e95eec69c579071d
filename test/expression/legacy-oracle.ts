import { isJsonObject, type Json, type JsonObject, type Message } from '../../src/kernel/index.ts';

/** What a legacy condition could ask about, as the former system kept it. */
export interface LegacyState {
  readonly messages: readonly Message[];
  readonly variables: JsonObject;
  /** By the id of the loop: whether its last visit went on. */
  readonly loops: Readonly<Record<string, boolean>>;
  readonly hasErrors: boolean;
}

/**
 * The routing grammar of the former system, word by word and in lower case, for conditions that it understood.
 * Written from its description alone, to be compared with what conversion makes.
 */
export function holdsInLegacy(condition: string, state: LegacyState): boolean {
  const text = condition.toLowerCase();
  if (text.includes(' and ')) return text.split(' and ').every((atom) => atomHolds(atom.trim(), state));
  return text.split(' or ').some((atom) => atomHolds(atom.trim(), state));
}

function atomHolds(atom: string, state: LegacyState): boolean {
  const words = atom.split(/\s+/);
  if (atom.startsWith('message contains')) {
    const wanted = atom.slice('message contains'.length).trim().slice(1, -1);
    return state.messages.at(-1)?.content.toLowerCase().includes(wanted) ?? false;
  }
  if (words[0] === 'tool_calls') return compare(toolCalls(state), words[1] ?? '', boundOf(words, state));
  if (words[0] === 'variable') return variableHolds(words.slice(1), state);
  if (atom === 'has_tool_calls') return asksForTools(state);
  if (atom === 'no_tool_calls') return !asksForTools(state);
  if (atom === 'has_errors') return state.hasErrors;
  const [, not, loop = ''] = /^(not )?loop_(.*)_continue$/.exec(atom) ?? [];
  const goesOn = state.loops[loop] ?? false;
  return not === undefined ? goesOn : !goesOn;
}

function asksForTools({ messages }: LegacyState): boolean {
  return (messages.at(-1)?.toolCalls?.length ?? 0) > 0;
}

function toolCalls({ messages }: LegacyState): number {
  return messages.filter(({ role }) => role === 'tool').length;
}

function boundOf(words: readonly string[], state: LegacyState): number {
  if (words[2] !== 'variable') return Number(words[2]);
  const most = capabilities(state).max_tool_calls;
  return typeof most === 'number' ? most : 10;
}

function compare(count: number, operator: string, bound: number): boolean {
  if (operator === '>=') return count >= bound;
  if (operator === '>') return count > bound;
  return operator === '<=' ? count <= bound : count < bound;
}

function capabilities({ variables }: LegacyState): JsonObject {
  return isJsonObject(variables.capabilities) ? variables.capabilities : {};
}

function variableHolds(words: readonly string[], state: LegacyState): boolean {
  const [name = '', second = '', third, value = ''] = words;
  if (second !== 'equals') return textOf(flag(second, state)) === value;
  if (name.startsWith('enable_')) return textOf(flag(name, state)) === third;
  const [first = '', key] = name.split('.');
  const found = state.variables[first] ?? null;
  if (key === undefined) return textOf(found) === third;
  return textOf(isJsonObject(found) ? (found[key] ?? null) : null) === third;
}

function flag(name: string, state: LegacyState): Json {
  return capabilities(state)[name] ?? (name.startsWith('enable_') ? false : null);
}

/** As Python writes a value, in lower case. */
function textOf(value: Json): string {
  if (value === null) return 'none';
  return typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value).toLowerCase();
}
