/** A statement with the name under which PostgreSQL keeps it prepared. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  values: unknown[];
}
