import { randomUUID } from 'node:crypto';
import { chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../kernel/index.ts';
import { superuser } from './cluster-access.ts';
import { runProgram } from './processes.ts';
import type { SystemUser } from './system-user.ts';

const draftPrefix = 'postgres.new-';

interface InitialiseOptions {
  /** The folder that gets `postgres`. */
  readonly place: string;
  readonly password: string;
  readonly initdb: string;
  readonly user: SystemUser | undefined;
}

/**
 * Makes `<place>/postgres`. It is made under another name and renamed when complete, so a crash half-way leaves
 * no cluster but a draft, which the next start removes.
 *
 * The collation is the builtin C.UTF-8: it sorts by code point, as C does and on every machine alike, while
 * upper and lower case and full-text search know letters beyond ASCII.
 */
export async function initialiseCluster(options: InitialiseOptions): Promise<string> {
  await removeDrafts(options.place);
  const draft = join(options.place, `${draftPrefix}${randomUUID()}`);
  const passwordFile = join(draft, 'password');
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (options.user !== undefined) {
    await chown(passwordFile, options.user.uid, options.user.gid);
    await chown(draft, options.user.uid, options.user.gid);
  }
  const { code, output } = await runProgram(
    options.initdb,
    [
      `--pgdata=${join(draft, 'data')}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    { user: options.user },
  );
  if (code !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw new AppError(
      'database/unavailable',
      `PostgreSQL could not make its data folder in ${options.place}: ${reasonIn(output)}; check the free space and the permissions there, and that this user has a name in /etc/passwd`,
      { details: { log: output.slice(-2000) } },
    );
  }
  const cluster = join(options.place, 'postgres');
  await rename(join(draft, 'data'), cluster);
  await rm(draft, { recursive: true, force: true });
  return cluster;
}

/** What `initdb` says it failed of; after that it may say what it has removed. */
function reasonIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const told = lines.findLast((line) => /\b(error|FATAL): /.test(line)) ?? lines.at(-1) ?? 'it said nothing';
  return told.replace(/^(initdb: )?(.*?\b(error|FATAL): +)?/, '');
}

async function removeDrafts(place: string): Promise<void> {
  const drafts = (await readdir(place)).filter((name) => name.startsWith(draftPrefix));
  // An initdb that outlived its owner may still write into its draft: what cannot be removed now is next time.
  const removals = drafts.map((name) => rm(join(place, name), { recursive: true, force: true }));
  await Promise.allSettled(removals);
}
