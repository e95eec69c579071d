import { isDeepStrictEqual } from 'node:util';

/** Whether everything is in the row already as it is to be. */
export function changesNothing<Row extends object>(row: Row, changes: Partial<Row>): boolean {
  return isDeepStrictEqual({ ...row, ...changes }, { ...row });
}
