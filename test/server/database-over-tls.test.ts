import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/persistence/index.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { type DatabaseOverTls, databaseOverTls } from '../support/database-over-tls.ts';
import { selfSigned } from '../support/self-signed.ts';
import { openTestServer } from '../support/server.ts';
import { silentLog } from '../support/silent-log.ts';

let folder: string;
let trusted: string;
let behind: TestDatabase;
let database: DatabaseOverTls;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  trusted = `sslrootcert=${join(folder, 'ca.crt')}`;
  await writeFile(join(folder, 'ca.crt'), selfSigned.cert);
  behind = await createEmptyDatabase();
  database = await databaseOverTls(behind.url);
});

afterAll(async () => {
  await database.close();
  await behind.drop();
  await rm(folder, { recursive: true });
});

const opening = async (url: string): Promise<void> =>
  (await openDatabase({ url, dataDirectory: folder, log: silentLog })).stop();

describe('sslmode means what it means to PostgreSQL’s own programs', () => {
  it.each([
    ['require', 'localhost'],
    ['require', '127.0.0.1'],
    ['no-verify', 'localhost'],
  ])('%s encrypts, whoever answers at %s', async (mode, host) => {
    await opening(database.at(`sslmode=${mode}`, host));
  });

  it('verify-full wants a certificate of somebody it trusts', async () => {
    await opening(database.at(`sslmode=verify-full&${trusted}`));
    await expect(opening(database.at('sslmode=verify-full'))).rejects.toMatchObject({
      code: 'database/unavailable',
      message: expect.stringContaining('self-signed certificate'),
    });
  });

  it('verify-full wants the certificate of the host, and verify-ca that of any', async () => {
    await opening(database.at(`sslmode=verify-ca&${trusted}`, '127.0.0.1'));
    await expect(opening(database.at(`sslmode=verify-full&${trusted}`, '127.0.0.1'))).rejects.toMatchObject({
      code: 'database/unavailable',
      message: expect.stringContaining("does not match certificate's altnames"),
    });
  });

  it('one that is misspelt is refused, and not taken for another', async () => {
    await expect(opening(database.at('sslmode=verfy-full'))).rejects.toMatchObject({
      code: 'config/invalid',
      message: 'sslmode of DATABASE_URL is "verfy-full": use disable, require, verify-ca or verify-full',
    });
  });
});

it('a certificate that cannot be read is named', async () => {
  const missing = join(folder, 'missing.crt');
  await expect(opening(database.at(`sslmode=verify-full&sslrootcert=${missing}`))).rejects.toMatchObject({
    code: 'database/unavailable',
    message: expect.stringContaining(missing),
  });
});

it('a server reaches its database by TLS with every connection it opens, and no library warns', async () => {
  const warnings: string[] = [];
  const note = ({ message }: Error): unknown => warnings.push(message);
  process.on('warning', note);
  const opened: DatabaseOverTls[] = [];
  const server = await openTestServer({
    reach: async (url) => {
      const over = await databaseOverTls(url);
      opened.push(over);
      return over.at('sslmode=require');
    },
  });
  const { data } = await server.ask(`mutation {
    executeWorkflow(input: {
      target: { chat: {} }, message: "hello", model: { provider: "offline", model: "echo" }, waitMs: 20000
    }) { ... on ExecuteWorkflowSuccess { execution { status } } }
  }`);
  expect(data.executeWorkflow.execution.status).toBe('COMPLETED');
  await server.close();
  for (const over of opened) await over.close();
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
