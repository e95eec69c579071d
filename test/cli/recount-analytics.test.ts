import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ended, startCommand } from '../support/command.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';

const template = '00000000-0000-7000-8000-00000000000a';
const owner = '00000000-0000-7000-8000-00000000000b';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await executeSql(
    database.url,
    `insert into workflow_template (id, owner_id, name, description, config_hash) values ($1, $2, 'T', 'T', 'x')`,
    [template, owner],
  );
  await executeSql(
    database.url,
    'insert into template_analytics (template_id, owner_id, usage_count) values ($1, $2, 5)',
    [template, owner],
  );
});
afterAll(() => database.drop());

function recount(...args: readonly string[]): Promise<Ended> {
  return startCommand('recount-analytics', args, { DATABASE_URL: database.url }).ended;
}

it('analytics:recount reports what differs from the entries, mends it, and then finds nothing', async () => {
  const report = await recount('report');
  expect(report).toMatchObject({
    code: 0,
    text: expect.stringContaining(`template ${template}, used by ${owner}`),
  });
  expect(report.text).toContain(
    '1 sums of templates and 0 hours, days and months differed from the entries.',
  );
  expect((await recount()).text).toContain(
    '1 sums of templates and 0 hours, days and months differed from the entries; now none does.',
  );
  expect((await recount('report')).text).toContain('0 sums of templates');
  expect(await recount('everything')).toEqual({
    code: 2,
    text: expect.stringMatching(
      /^"everything" is not expected here\n\nUsage: npm run analytics:recount \[-- mend \| report\]\n/,
    ),
  });
});
