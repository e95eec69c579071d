import type { RecordType } from '../expression/index.ts';
import type { TypeAt } from './node-kind.ts';

/** The type of what the expressions in the configuration's `outputs` give. */
export function outputFields(outputs: Readonly<Record<string, string>>, typeAt: TypeAt): RecordType {
  const fields = Object.keys(outputs).map((name) => [name, typeAt(`outputs.${name}`)]);
  return { fields: Object.fromEntries(fields) };
}
