import type { Identifier, MemberExpression, Node } from 'acorn';

/** By these a script sees names that it does not spell, or asks an object what it holds. */
const tellAll: ReadonlySet<string> = new Set(['eval', 'arguments']);

/**
 * Which keys of a name a script reads, where it never uses the name but to read a key that it spells: `nodes.a`,
 * `nodes["a"]`. Names that it uses in any other way are left out: it may then read anything of them.
 */
export function keysRead(program: Node): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map<string, Set<string>>();
  const whole = new Set<string>();
  const left: Node[] = [program];
  for (let node = left.pop(); node; node = left.pop()) {
    const read = keyRead(node);
    if (read !== null) keys.set(read.name, (keys.get(read.name) ?? new Set()).add(read.key));
    else if (isIdentifier(node)) whole.add(node.name);
    else left.push(...partsOf(node));
  }
  if ([...tellAll].some((name) => whole.has(name) || keys.has(name))) return new Map();
  return new Map([...keys].filter(([name, read]) => !whole.has(name) && !asksTheObject(read)));
}

/** `nodes.hasOwnProperty("a")` reads more of `nodes` than the key of that name. */
function asksTheObject(keys: ReadonlySet<string>): boolean {
  return [...keys].some((key) => key in Object.prototype);
}

function keyRead(node: Node): { readonly name: string; readonly key: string } | null {
  if (!isMember(node) || !isIdentifier(node.object)) return null;
  const { name } = node.object;
  const { property } = node;
  if (!node.computed) return isIdentifier(property) ? { name, key: property.name } : null;
  return isText(property) ? { name, key: property.value } : null;
}

/** The nodes of the syntax tree right below it, without the names of keys. */
function partsOf(node: Node): readonly Node[] {
  if (isMember(node) && !node.computed) return [node.object];
  return Object.values(node).flat().filter(isNode);
}

function isMember(node: Node): node is MemberExpression {
  return node.type === 'MemberExpression';
}

function isText(node: Node): node is Node & { readonly value: string } {
  return node.type === 'Literal' && 'value' in node && typeof node.value === 'string';
}

function isIdentifier(node: Node): node is Identifier {
  return node.type === 'Identifier';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
