import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/** Where introspection begins: GraphQL answers these itself, so that what is below them costs no resolver. */
const roots: ReadonlySet<string> = new Set(['__schema', '__type']);

/** How many items the lists of introspection have, as things are: a schema has some hundred types, most of them small. */
const itemsOf: ReadonlyMap<string, number> = new Map([
  ['types', 400],
  ['args', 1],
  ['directives', 4],
  ['enumValues', 4],
  ['fields', 4],
  ['inputFields', 4],
  ['interfaces', 4],
  ['locations', 4],
  ['possibleTypes', 4],
]);

/** What the introspection in a document costs: 1 for each field, times the items of the lists that it is in. */
export function introspectionCost({ definitions }: DocumentNode): number {
  const counter = new Counter(definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION));
  const operations = definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  return operations.reduce((sum, { selectionSet }) => sum + counter.cost(selectionSet, false), 0);
}

class Counter {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #known = new Map<string, number>();

  constructor(fragments: readonly FragmentDefinitionNode[]) {
    this.#fragments = new Map(fragments.map((one) => [one.name.value, one]));
  }

  /** @param inside it is below a root of introspection */
  cost({ selections }: SelectionSetNode, inside: boolean): number {
    let sum = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) sum += this.#ofFragment(selection.name.value, inside);
      else if (selection.kind === Kind.INLINE_FRAGMENT) sum += this.cost(selection.selectionSet, inside);
      else {
        const name = selection.name.value;
        const counts = inside || roots.has(name);
        const below = selection.selectionSet ? this.cost(selection.selectionSet, counts) : 0;
        sum += counts ? 1 + below * (itemsOf.get(name) ?? 1) : below;
      }
    }
    return sum;
  }

  /** Once for each fragment: those that spread one another twice would take for ever. One that spreads itself is invalid. */
  #ofFragment(name: string, inside: boolean): number {
    const key = `${inside} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, 0);
    const fragment = this.#fragments.get(name);
    const cost = fragment ? this.cost(fragment.selectionSet, inside) : 0;
    this.#known.set(key, cost);
    return cost;
  }
}
