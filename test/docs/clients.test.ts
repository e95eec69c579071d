import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GraphQLObjectType, isInterfaceType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../src/graphql/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/clients.md'), 'utf8');
const schema = createSchema();
const objects = Object.values(schema.getTypeMap()).filter(isObjectType);

/** Types whose `id` names one thing, wherever it is read. A new type with an `id` belongs here, or on the page. */
const withUniqueIds = [
  'ApiKey',
  'Conversation',
  'ConversationMessage',
  'UsageEntry',
  'WorkflowDefinition',
  'WorkflowExecution',
  'WorkflowTemplate',
];

function namesIn(pattern: RegExp): readonly string[] {
  return [...page.matchAll(pattern)].map(([, name = '']) => name).toSorted();
}

/** Fields that some events have with `!` and others without it. */
function fieldsOfTwoTypes(): readonly string[] {
  const union = schema.getType('ExecutionEvent');
  const events: readonly GraphQLObjectType[] = isInterfaceType(union) ? schema.getPossibleTypes(union) : [];
  const types = Map.groupBy(
    events.flatMap((event) => Object.values(event.getFields())),
    ({ name }) => name,
  );
  return [...types]
    .filter(([, fields]) => new Set(fields.map(({ type }) => String(type))).size > 1)
    .map(([name]) => name);
}

describe('the page on frontends', () => {
  it('gives no cache a key of a type whose id is only a name', () => {
    const keyless = objects
      .filter((type) => 'id' in type.getFields() && !type.name.endsWith('Success'))
      .map(({ name }) => name)
      .filter((name) => !withUniqueIds.includes(name))
      .toSorted();
    expect(namesIn(/(\w+): \{ keyFields: false \}/g)).toEqual(keyless);
    expect(namesIn(/(\w+): none\b/g)).toEqual(keyless);
  });

  it('names the fields of events that cannot be asked for under one name', () => {
    const names = /need names of their own[^.]*?: ([^.]*)\./s.exec(page.replaceAll('\n', ' '))?.[1] ?? '';
    const named = [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(named.filter((name) => name !== 'LogWritten').toSorted()).toEqual(fieldsOfTwoTypes().toSorted());
  });
});
