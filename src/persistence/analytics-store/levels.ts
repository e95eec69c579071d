import { each, placeColumns } from './entry-facts.ts';

/**
 * An execution is counted in a roll-up of each level, the coarsest first; of its place, the roll-up has what is named
 * here. So most questions read few roll-ups, and only those about places read one for each place.
 */
const levels: readonly (readonly [level: string, columns: readonly string[]])[] = [
  ['everyone', []],
  ['owner', ['owner_id']],
  ['type', ['owner_id', 'workflow_type']],
  ['place', placeColumns.split(', ')],
];

export const everyLevel = levels.map(([level]) => `('${level}')`).join(', ');

/** The place of an execution, as far as the roll-up of its `level` has it. */
export const leveledColumns = each(placeColumns, (name) => {
  const those = levels.filter(([, columns]) => columns.includes(name)).map(([level]) => `'${level}'`);
  return `case when level in (${those.join(', ')}) then ${name} end as ${name}`;
});

/** The coarsest level whose roll-ups have all of these columns. */
export function levelWith(columns: readonly string[]): string {
  const asked = columns.filter((name) => placeColumns.includes(name));
  const [level] = levels.find(([, known]) => asked.every((name) => known.includes(name))) ?? [];
  if (level === undefined) throw new Error(`no roll-up has all of ${asked.join(', ')}`);
  return level;
}
