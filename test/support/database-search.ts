import { executeSql } from './execute-sql.ts';

/** The tables of the whole database in which some row, written out as text, holds one of these texts. */
export async function tablesHolding(url: string, texts: readonly string[]): Promise<readonly string[]> {
  const tables = await executeSql<{ name: string }>(
    url,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await executeSql(
      url,
      `select from ${name} t, unnest($1::text[]) one where strpos(t::text, one) > 0 limit 1`,
      [texts],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}
