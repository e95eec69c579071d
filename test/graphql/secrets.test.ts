import { isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { newViewer } from '../app/app-under-test.ts';
import { provideGraphql } from './graphql-under-test.ts';
import * as operations from './operations.ts';

const { api, viewer } = provideGraphql();
const value = 'sk-canary-0123456789';

const set = (name: string, given = value, by = viewer) =>
  api.data(by, operations.setSecret, { input: { name, value: given } });
const remove = (name: string, by = viewer) => api.data(by, operations.deleteSecret, { name });
const list = (variables = {}, by = viewer) => api.data(by, operations.listSecrets, variables);

describe('a secret', () => {
  it('is set, listed by its name and times, and deleted; no answer holds its value', async () => {
    const answers = [await set('FIRST'), await set('SECOND'), await list({ first: 1 })];
    expect(answers[0]).toMatchObject({
      setSecret: { __typename: 'SetSecretSuccess', secret: { name: 'FIRST' } },
    });
    const { secrets } = await list({ first: 1 });
    expect(secrets).toMatchObject({ nodes: [{ name: 'SECOND' }], pageInfo: { hasNextPage: true } });
    expect((await list({ after: secrets.pageInfo.endCursor })).secrets.nodes).toMatchObject([
      { name: 'FIRST' },
    ]);
    answers.push(await list());
    expect(await remove('FIRST')).toEqual({
      deleteSecret: { __typename: 'DeleteSecretSuccess', name: 'FIRST' },
    });
    expect((await list()).secrets.nodes).toMatchObject([{ name: 'SECOND' }]);
    expect(JSON.stringify(answers)).not.toContain(value);
  });

  it('is its owner’s: others neither see nor delete it, and have their own of the same name', async () => {
    await set('TOKEN');
    const stranger = newViewer('admin');
    expect((await list({}, stranger)).secrets.nodes).toEqual([]);
    expect(await remove('TOKEN', stranger)).toMatchObject({
      deleteSecret: { __typename: 'NotFoundError', code: 'secret/not-found' },
    });
    await set('TOKEN', 'another-value', stranger);
    await remove('TOKEN', stranger);
    expect((await list()).secrets.nodes).toHaveLength(1);
  });

  it.each([
    ['', value],
    ['1ST', value],
    ['WITH SPACE', value],
    ['x'.repeat(129), value],
    ['TO\0KEN', value],
    ['TOKEN', 'hunter2'],
    ['TOKEN', 'x'.repeat(10_001)],
    ['TOKEN', `${value}\0`],
  ])('is refused as %j with a value that is wrong, and the value is not repeated', async (name, given) => {
    const answer = await set(name, given);
    expect(answer).toMatchObject({ setSecret: { __typename: 'ValidationError', code: 'input/invalid' } });
    expect(JSON.stringify(answer)).not.toContain(given.slice(0, 7));
    expect((await list()).secrets.nodes).toEqual([]);
  });
});

describe('the schema', () => {
  it('has no field that would give a value', () => {
    const type = api.schema.getType('Secret');
    const fields = isObjectType(type) ? Object.keys(type.getFields()) : [];
    expect(fields.toSorted()).toEqual(['createdAt', 'name', 'updatedAt']);
  });
});
