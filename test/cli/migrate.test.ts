import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { migrateTo } from '../persistence/migrate-to.ts';
import { type Ended, startCommand } from '../support/command.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';

const names: readonly string[] = migrations.map(({ name }) => name);

let database: TestDatabase;

beforeAll(async () => {
  database = await createEmptyDatabase();
});
afterAll(() => database.drop());

function migrate(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return startCommand('migrate', args, { DATABASE_URL: database.url, ...environment }).ended;
}

it('npm run migrate goes up, says where it stands, and goes down unless that would lose something', async () => {
  expect(await migrate([])).toEqual({
    code: 0,
    text: `${names.map((name) => `applied ${name}`).join('\n')}\nThe database is up to date.\n`,
  });
  const { text } = await migrate(['status']);
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => line.split('  ')[0]),
  ).toEqual(names);
  expect(text).not.toContain('not applied');

  for (const name of names.slice(-2).toReversed()) {
    expect(await migrate(['down'])).toEqual({ code: 0, text: `took back ${name}\n` });
  }
  await migrateTo(database.url, 'down', 'Migration20261127000500_templates');
  const template = '00000000-0000-7000-8000-00000000000a';
  await executeSql(
    database.url,
    `insert into workflow_template (id, owner_id, name, description, config_hash) values ($1, $1, 'T', 'T', 'x')`,
    [template],
  );
  await executeSql(
    database.url,
    'insert into template_rating (template_id, owner_id, rating) values ($1, $1, 5)',
    [template],
  );
  const refused = await migrate(['down']);
  expect(refused.code).toBe(1);
  expect(refused.text).toContain('1 ratings of templates would be lost');
  expect(refused.text).toContain('(database/would-lose)');
  expect(await migrate(['down'], { PGOPTIONS: '-c chatter.drop_template_ratings=on' })).toEqual({
    code: 0,
    text: 'took back Migration20261127000500_templates\n',
  });
  expect(await migrate(['sideways'])).toEqual({
    code: 2,
    text: expect.stringMatching(
      /^"sideways" is not expected here\n\nUsage: npm run migrate \[-- up \| down \| status\]\n/,
    ),
  });
});
