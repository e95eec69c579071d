import type { GraphQLResolveInfo } from 'graphql';
import { AppError, type Json, jsonLengthUpTo } from '../../kernel/index.ts';
import type { GraphqlContext } from '../graphql-context.ts';

/** Characters of JSON. The first value is given however large it is. */
const mostTogether = 64 * 1024 * 1024;

const allowances = new WeakMap<object, Allowance>();

/**
 * A value that is kept apart because it is large. Those of one operation are read one after the other, and only so many:
 * a list of a hundred outputs, or one under a hundred aliases, would fill the memory of the process.
 * @throws AppError `limit/operation`
 */
export function largeValue(
  read: () => Promise<Json>,
  context: GraphqlContext,
  info: GraphQLResolveInfo,
): Promise<Json> {
  const key = operationOf(context, info);
  const allowance = allowances.get(key) ?? new Allowance();
  allowances.set(key, allowance);
  return allowance.read(read);
}

/** The context of a subscription is one for all of its events, each of which has one field at its root. */
function operationOf(context: GraphqlContext, { operation, path }: GraphQLResolveInfo): object {
  if (operation.operation !== 'subscription') return context;
  let root = path;
  while (root.prev) root = root.prev;
  return root;
}

class Allowance {
  #given = 0;
  #last: Promise<unknown> = Promise.resolve();

  read(value: () => Promise<Json>): Promise<Json> {
    const reading = this.#last.then(() => this.#next(value));
    this.#last = reading.catch(() => undefined);
    return reading;
  }

  async #next(read: () => Promise<Json>): Promise<Json> {
    if (this.#given > mostTogether) {
      const message = `the operation asks for more than ${mostTogether} characters of large values: ask for fewer at once`;
      throw new AppError('limit/operation', message);
    }
    const value = await read();
    this.#given += jsonLengthUpTo(value, mostTogether + 1);
    return value;
  }
}
