/** A table that is written anew in another shape. */
export interface TableRewrite {
  readonly table: string;
  /** Of the new table: `next` stands for its name. It begins as an empty copy of the old one, without keys and indexes. */
  readonly shape: readonly string[];
  /** What each column of the new table holds of the old row `x`; those that are not listed have their defaults. */
  readonly columns: Readonly<Record<string, string>>;
  /** By their names, what follows `create index NAME`, or `create unique index NAME`. */
  readonly indexes: Readonly<Record<string, { readonly isUnique?: true; readonly on: string }>>;
  /** By their names, the column that holds the `id` of a row of another table. */
  readonly foreignKeys: Readonly<Record<string, { readonly column: string; readonly table: string }>>;
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
    `create temporary table ${table}_copied (id uuid not null, version xid not null) on commit drop`,
    `with x as materialized (select *, xmin as version from ${table}),
      copied as (insert into ${table}_copied select id, version from x)
      insert into ${next} (${names}) select ${values} from x`,
    `alter table ${next} add constraint ${table}_next_pkey primary key (id)`,
    ...Object.entries(indexes).map(
      ([name, { isUnique, on }]) => `create ${isUnique ? 'unique ' : ''}index ${name}_next on ${next} ${on}`,
    ),
    `analyze ${next}, ${table}_copied`,
    // Not before: until the end, it keeps others from writing the tables that are referred to.
    ...Object.entries(foreignKeys).flatMap(([name, to]) => [
      patientLock(`${to.table} in share row exclusive mode`),
      `alter table ${next} add constraint ${name}_next foreign key (${to.column}) references ${to.table} (id)`,
    ]),
    patientLock(`${table} in access exclusive mode`),
    `create temporary table ${table}_changed on commit drop as
      select coalesce(x.id, c.id) as id
      from ${table} x full join ${table}_copied c on c.id = x.id and c.version = x.xmin
      where x.id is null or c.id is null`,
    `analyze ${table}_changed`,
    `delete from ${next} where id in (select id from ${table}_changed)`,
    `insert into ${next} (${names}) select ${values} from ${table} x
      where x.id in (select id from ${table}_changed)`,
    `drop table ${table}`,
    `alter table ${next} rename to ${table}`,
    ...Object.keys(indexes).map((name) => `alter index ${name}_next rename to ${name}`),
    ...constraints.map(
      (name) => `alter table ${table} rename constraint ${nextNameOf(name, table)} to ${name}`,
    ),
  ];
}

/**
 * A lock is asked for again and again: while one waits for it, all others wait behind. What was copied until then is not
 * lost where somebody holds it for a while.
 */
export function patientLock(lock: string): string {
  return `do $$
    begin
      for attempt in 1..50 loop
        begin
          lock table ${lock};
          return;
        exception when lock_not_available then
          perform pg_sleep(0.1);
        end;
      end loop;
      lock table ${lock};
    end $$`;
}

function nextNameOf(constraint: string, table: string): string {
  return constraint === `${table}_pkey` ? `${table}_next_pkey` : `${constraint}_next`;
}
