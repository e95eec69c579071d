import { executeSql } from '../support/execute-sql.ts';

/** Column by column, index by index, constraint by constraint. */
export const schemaOf = (url: string) =>
  executeSql(
    url,
    `select format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) as line
       from information_schema.columns where table_schema = 'public'
     union all select indexdef from pg_indexes where schemaname = 'public'
     union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
       from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
     order by 1`,
  );
