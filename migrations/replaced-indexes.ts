import { Migration } from '@mikro-orm/migrations';

/**
 * The statements that give a table these indexes in the place of those others, and keep nobody from reading and writing
 * it meanwhile. They belong outside of a transaction; where they were interrupted, they can begin again.
 *
 * @param indexes by their names, what follows `create index NAME on TABLE`
 * @param former the names of the indexes that are there before
 */
function replacedIndexes(
  table: string,
  indexes: Readonly<Record<string, string>>,
  former: readonly string[],
): readonly string[] {
  const names = Object.keys(indexes);
  const replaced = [...new Set([...names, ...former])];
  const without = (name: string) => `drop index concurrently if exists ${name}`;
  return [
    ...replaced.map((name) => without(`${name}_next`)),
    ...replaced.map((name) => without(`${name}_former`)),
    ...Object.entries(indexes).map(
      ([name, columns]) => `create index concurrently ${name}_next on ${table} ${columns}`,
    ),
    `do $$
      begin
        ${replaced.map((name) => `alter index if exists ${name} rename to ${name}_former;`).join('\n')}
        ${names.map((name) => `alter index ${name}_next rename to ${name};`).join('\n')}
      end $$`,
    ...replaced.map((name) => without(`${name}_former`)),
  ];
}

type Indexes = Readonly<Record<string, string>>;

/** A migration that gives a table other indexes, and takes them back again, while others use it. */
export abstract class IndexMigration extends Migration {
  protected abstract readonly table: string;
  /** Those that it replaces or takes away. */
  protected abstract readonly before: Indexes;
  protected abstract readonly after: Indexes;

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.#replace(this.before, this.after);
  }

  override down(): void {
    this.#replace(this.after, this.before);
  }

  #replace(former: Indexes, indexes: Indexes): void {
    const statements = replacedIndexes(this.table, indexes, Object.keys(former));
    for (const statement of statements) this.addSql(statement);
  }
}
