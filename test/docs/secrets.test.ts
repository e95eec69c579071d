import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { createSchema } from '../../src/graphql/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/secrets.md'), 'utf8');

it('the operation on the page is one of the schema', () => {
  const [, operation = ''] = /```graphql\n([\s\S]*?)```/.exec(page) ?? [];
  expect(validate(createSchema(), parse(operation))).toEqual([]);
});
