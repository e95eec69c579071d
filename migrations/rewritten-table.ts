/** A table that is written anew in another shape. */
export interface TableRewrite {
  readonly table: string;
  /** Of the new table: `next` stands for its name. It begins as an empty copy of the old one, without keys and indexes. */
  readonly shape: readonly string[];
  /** What each column of the new table holds of the old row `x`; those that are not listed have their defaults. */
  readonly columns: Readonly<Record<string, string>>;
  /** By their names, what follows `create index NAME`, or `create unique index NAME`. */
  readonly indexes: Readonly<Record<string, { readonly isUnique?: true; readonly on: string }>>;
  readonly foreignKeys: Readonly<Record<string, string>>;
}

/**
 * The statements of a rewrite that keeps nobody from reading and writing the table while its rows are copied: a new
 * table is filled beside it. Only then the old one is locked, for as long as it takes to copy what has changed since,
 * and to let the new one take its place. The table's key is `id`, and no other table refers to it.
 */
export function rewrittenTable({
  table,
  shape,
  columns,
  indexes,
  foreignKeys,
}: TableRewrite): readonly string[] {
  const next = `${table}_next`;
  const names = Object.keys(columns).join(', ');
  const values = Object.values(columns).join(', ');
  const constraints = [...Object.keys(foreignKeys), `${table}_pkey`];
  return [
    `create table ${next} (like ${table} including defaults including constraints)`,
    ...shape.map((change) => `alter table ${next} ${change}`),
    `create temporary table ${table}_copied (id uuid primary key, version text not null) on commit drop`,
    `with x as materialized (select *, xmin::text as version from ${table}),
      copied as (insert into ${table}_copied select id, version from x)
      insert into ${next} (${names}) select ${values} from x`,
    `alter table ${next} add constraint ${table}_next_pkey primary key (id)`,
    ...Object.entries(indexes).map(
      ([name, { isUnique, on }]) => `create ${isUnique ? 'unique ' : ''}index ${name}_next on ${next} ${on}`,
    ),
    ...Object.entries(foreignKeys).map(
      ([name, reference]) => `alter table ${next} add constraint ${name}_next foreign key ${reference}`,
    ),
    `analyze ${next}`,
    `lock table ${table} in access exclusive mode`,
    `delete from ${next} where id in (
      select c.id from ${table}_copied c left join ${table} x on x.id = c.id
      where x.id is null or x.xmin::text <> c.version)`,
    `insert into ${next} (${names}) select ${values} from ${table} x
      where not exists (select from ${next} there where there.id = x.id)`,
    `drop table ${table}`,
    `alter table ${next} rename to ${table}`,
    ...Object.keys(indexes).map((name) => `alter index ${name}_next rename to ${name}`),
    ...constraints.map(
      (name) => `alter table ${table} rename constraint ${nextNameOf(name, table)} to ${name}`,
    ),
  ];
}

function nextNameOf(constraint: string, table: string): string {
  return constraint === `${table}_pkey` ? `${table}_next_pkey` : `${constraint}_next`;
}
