import type { RecordType } from './expression-type.ts';

/** The type of `error`, and of one item of `errors`: a failure that led here. */
export const failureType: RecordType = { fields: { code: 'string', message: 'string', nodeId: 'string' } };
