import { type AtomReader, type AtomResult, atomOf, everywhere, onEdges, refuseAtom } from './legacy-atom.ts';
import { fieldOf, isFieldName, type LegacyNames, meantName } from './legacy-names.ts';

/** Names of variables that are read from the capabilities. One that is not set is off. */
const capabilityFlags: ReadonlySet<string> = new Set(['enable_memory', 'enable_retrieval', 'enable_tools']);

/** `variable NAME equals VALUE` and `variable capabilities KEY equals VALUE`, in whatever case. */
export const readVariableEquals: AtomReader = (text, names) => {
  const rest = /^variable\s+(.*)$/is.exec(text)?.[1];
  if (rest === undefined) return null;
  const [, name = '', key, value] = /^(\S+)\s+(?:(\S+)\s+)?equals\s+(\S+)$/i.exec(rest) ?? [];
  if (value === undefined) return refuseShape(rest, names);
  const problem = valueProblem(value);
  if (problem !== null) return refuseAtom(problem);
  const word = value.toLowerCase();
  if (key !== undefined) return keyEquals(name, key, { word, names });
  if (capabilityFlags.has(name.toLowerCase())) return flagEquals(name.toLowerCase(), { word, names });
  return nameEquals(name, { word, names });
};

interface Comparison {
  readonly word: string;
  readonly names: LegacyNames;
}

/** Only capabilities have keys that stand apart. */
function keyEquals(name: string, key: string, comparison: Comparison): AtomResult {
  if (name.toLowerCase() !== 'capabilities') {
    return refuseAtom(`"${name} ${key}" is no name of a variable: a key follows a point, as ${name}.${key}.`);
  }
  if (capabilityFlags.has(key.toLowerCase())) return flagEquals(key.toLowerCase(), comparison);
  return fieldEquals(['capabilities', key], { ...comparison, missing: 'null' });
}

function flagEquals(flag: string, comparison: Comparison): AtomResult {
  const { word } = comparison;
  const of = (wanted: string) =>
    fieldEquals(['capabilities', flag], { ...comparison, word: wanted, missing: 'false' });
  const atom = of(word);
  const other = word === 'true' ? of('false') : word === 'false' ? of('true') : null;
  if (!atom.ok || !other?.ok) return refuseAtom(`"${flag}" is true or false, not "${word}".`);
  return atomOf({ ...atom.value, opposite: other.value.expression });
}

function nameEquals(name: string, comparison: Comparison): AtomResult {
  const [first = '', key, ...more] = name.split('.');
  if (first === '' || key === '' || more.length > 0) {
    return refuseAtom(`"${name}" is no name of a variable, nor a name and one key behind a point.`);
  }
  if (key !== undefined) return fieldEquals([first, key], { ...comparison, missing: 'null' });
  const variable = meantName(first, comparison.names.variables);
  const expression = equalsWord(`vars${fieldOf(variable)}`, comparison.word);
  return atomOf({ expression, variables: [variable], understoodBy: everywhere });
}

function fieldEquals(
  [name, key]: readonly [string, string],
  { word, names, missing }: Comparison & { readonly missing: string },
): AtomResult {
  const field = key.toLowerCase();
  if (!isFieldName(field)) return refuseAtom(`"${key}" is no name of a key that a condition can ask for.`);
  const variable = meantName(name, names.variables);
  const path = `vars${fieldOf(variable)}.${field}`;
  const expression = equalsWord(`has(${path}) ? ${path} : ${missing}`, word);
  const understoodBy = variable.toLowerCase() === 'capabilities' ? onEdges : everywhere;
  return atomOf({ expression, variables: [variable], understoodBy });
}

/**
 * The former system compared the value as text, in lower case. Written as JSON a text stands in quotes; what never was
 * set reads `none`.
 */
function equalsWord(value: string, word: string): string {
  const quoted = JSON.stringify(word);
  const asText = JSON.stringify(quoted);
  const alternatives = word === 'null' ? [asText] : [word === 'none' ? '"null"' : quoted, asText];
  return `json(${value}).lowerAscii() in [${alternatives.join(', ')}]`;
}

function valueProblem(value: string): string | null {
  if (!value.isWellFormed()) return 'The value is cut inside a character.';
  if (!/['"]/.test(value)) return null;
  const bare = value.replaceAll(/['"]/g, '');
  return `The value stands in quotes, which the former system compared too, so it was never equal: write ${bare} without them.`;
}

/** A comparison that the former system did not know: it took it for true. */
function refuseShape(rest: string, { variables }: LegacyNames): AtomResult {
  const [, name, operator, number] =
    /^([a-z_]\w*)\s*(==|!=|<=|>=|<|>)\s*([+-]?\d{1,15}(?:\.\d{1,15})?)$/i.exec(rest) ?? [];
  const message = `"variable ${rest}" was taken for true: a variable is asked by "equals" and one word.`;
  if (name === undefined) return refuseAtom(message);
  return refuseAtom(message, `vars${fieldOf(meantName(name, variables))} ${operator} ${number}`);
}
