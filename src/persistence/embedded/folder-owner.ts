import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../kernel/index.ts';
import { ifPresent, isFileError } from './file-error.ts';
import { findProcess } from './processes.ts';

const ownerSchema = z.object({ pid: z.int().positive(), startTime: z.string() });

export interface FolderOwnership {
  /** Gives the folder up. Safe to call twice. */
  release(): Promise<void>;
}

/**
 * Makes this process the one owner of a data folder, through `owner.json`.
 *
 * The file appears complete or not at all (written aside, then hard-linked). An owner is dead when no process
 * has its pid and start time; its file is then moved away and compared before the next try, so that of two
 * processes that found the same dead owner one cannot remove the other's fresh file unnoticed.
 *
 * @throws `database/folder-in-use` while another process, or this one, owns the folder.
 */
export async function ownFolder(dataDirectory: string): Promise<FolderOwnership> {
  const path = join(dataDirectory, 'owner.json');
  const self = await findProcess(process.pid);
  const content = JSON.stringify({ pid: process.pid, startTime: self?.startTime ?? '' });
  while (!(await createWith(path, content))) {
    const found = await ifPresent(readFile(path, 'utf8'));
    if (found === undefined) continue;
    const pid = await livingOwner(found);
    if (pid !== undefined) throw folderInUse(dataDirectory, pid);
    await removeDead(path, found);
  }
  return {
    async release() {
      if ((await ifPresent(readFile(path, 'utf8'))) === content) await rm(path, { force: true });
    },
  };
}

async function createWith(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o644, flush: true });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isFileError(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function livingOwner(content: string): Promise<number | undefined> {
  const owner = parseOwner(content);
  if (owner === undefined) return undefined;
  const live = await findProcess(owner.pid);
  return live?.startTime === owner.startTime ? owner.pid : undefined;
}

/** A file that does not parse was cut short by a power failure: its writer is dead. */
function parseOwner(content: string): z.infer<typeof ownerSchema> | undefined {
  try {
    return ownerSchema.parse(JSON.parse(content));
  } catch {
    return undefined;
  }
}

async function removeDead(path: string, dead: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  if ((await ifPresent(rename(path, aside).then(() => true))) === undefined) return;
  if ((await readFile(aside, 'utf8')) !== dead) await link(aside, path);
  await rm(aside, { force: true });
}

function folderInUse(dataDirectory: string, pid: number): AppError {
  return new AppError(
    'database/folder-in-use',
    `the data folder ${dataDirectory} is in use by process ${pid}: stop that server, or start this one with another data folder`,
    { details: { dataDirectory, pid } },
  );
}
