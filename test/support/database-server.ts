import { randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from '../../src/persistence/embedded/index.ts';
import { migrateDatabase } from '../../src/persistence/migrate.ts';
import { discardEmbedded } from './database-discard.ts';
import { executeSql, withDatabase } from './execute-sql.ts';
import { silentLog } from './silent-log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser's address of the server that this run's databases live on. */
    readonly databaseAdminUrl: string;
    /** The database that every test database is a copy of. */
    readonly databaseTemplate: string;
  }
}

const folderPrefix = 'chatter-test-';
/** A folder younger than this may belong to another run that has no server on it just now, and goes on with it. */
const settledAgeMs = 3_600_000;

interface TestServer {
  readonly url: string;
  readonly template: string;
  stop(): Promise<void>;
}

/**
 * vitest's global set-up: one PostgreSQL for the run, with a template database; the one at `DATABASE_URL` where
 * that is set, an embedded one in the temporary folder otherwise. Returns the tear-down.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.DATABASE_URL;
  const server = given === undefined ? await startServer() : await useServer(given);
  project.provide('databaseAdminUrl', server.url);
  project.provide('databaseTemplate', server.template);
  return () => server.stop();
}

async function startServer(): Promise<TestServer> {
  await removeAbandoned();
  // Made by openEmbedded, not by mkdtemp: as root, a folder of mode 700 keeps PostgreSQL's user out.
  const dataDirectory = join(tmpdir(), `${folderPrefix}${randomUUID()}`);
  const { url, stop } = await openEmbedded({ dataDirectory, log: silentLog, durable: false });
  const template = 'chatter_template';
  await makeTemplate(url, template);
  return {
    url,
    template,
    stop: async () => {
      await stop();
      await discardEmbedded(dataDirectory);
    },
  };
}

/** On a server that other runs may use at the same time, under a name of its own. */
async function useServer(url: string): Promise<TestServer> {
  const template = `chatter_template_${randomUUID().slice(0, 8)}`;
  await makeTemplate(url, template);
  return {
    url,
    template,
    stop: async () => {
      await executeSql(url, `drop database ${template} with (force)`);
    },
  };
}

async function makeTemplate(url: string, template: string): Promise<void> {
  await executeSql(url, `create database ${template}`);
  await migrateDatabase(withDatabase(url, template));
}

/** What an interrupted run left behind: its folder, and its PostgreSQL if that still runs. */
async function removeAbandoned(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(folderPrefix));
  const removals = names.map(async (name) => {
    const path = join(tmpdir(), name);
    const age = Date.now() - (await stat(path)).mtimeMs;
    if (age > settledAgeMs) await discardEmbedded(path);
  });
  await Promise.allSettled(removals); // another run may be using it, or removing it too
}
