/** What goes when a migration is taken back. */
export interface Loss {
  /** What allows it all the same, where it is `on`: the name without its `chatter.`. */
  readonly setting: string;
  /** What is said of it, with a `%` for each count, in their order. */
  readonly what: string;
  /** What is counted: in SQL, what follows `select count(*) from`. */
  readonly rows: readonly string[];
}

/** The statement that ends a migration's way down where there is something to lose. It comes first. */
export function refusalToLose({ setting, what, rows }: Loss): string {
  const counts = rows.map((some) => `(select count(*) from ${some})`);
  const count = rows.map((_, index) => `counts[${index + 1}]`);
  return `do $$
    declare counts bigint[] := array[${counts.join(', ')}];
    begin
      if 0 < any (counts) and coalesce(current_setting('chatter.${setting}', true), 'off') <> 'on' then
        raise exception '${what}: set chatter.${setting} to on to go down all the same', ${count.join(', ')};
      end if;
    end $$`;
}
