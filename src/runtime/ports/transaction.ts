/** A statement with the name under which PostgreSQL keeps it prepared. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  values: unknown[];
}

/** A prepared statement's way to the database, inside a transaction of the caller. */
export interface Transaction {
  query<Row extends object>(statement: Statement): Promise<{ readonly rows: readonly Row[] }>;
}
