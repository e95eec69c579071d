/** A column of a moment, in SQL, as whole milliseconds since 1970. */
export const millisecondsOf = (column: string): string =>
  `floor(extract(epoch from ${column}) * 1000)::float8`;
