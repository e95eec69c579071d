import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A server in a process of its own, as `npm start` begins it, on a database of its own. */
export interface OwnServer {
  /** Of its API. */
  readonly url: string;
  /** Until it said where it is. */
  readonly startMs: number;
  /** What of it is in memory now, its database aside. */
  residentMb(): number;
  close(): Promise<void>;
}

export async function startOwnServer(): Promise<OwnServer> {
  // Not made by mkdtemp: as root, a folder of mode 700 keeps PostgreSQL's user out, and the data would lie elsewhere.
  const dataDirectory = join(tmpdir(), `chatter-bench-${randomUUID()}`);
  const began = performance.now();
  const server = spawn(process.execPath, [...process.execArgv, 'src/main.ts'], {
    env: { ...process.env, DATABASE_URL: '', CHATTER_DATA_DIR: dataDirectory, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(createInterface({ input: server.stdout }), 'line');
  return {
    url: `${/http:\/\/[\d.:]+/.exec(String(said))?.[0]}/graphql`,
    startMs: performance.now() - began,
    residentMb: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024,
    close: async () => {
      server.kill('SIGTERM');
      await once(server, 'exit');
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
