import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findFreePort } from '../../src/persistence/embedded/cluster-access.ts';

const program = join(import.meta.dirname, '../../src/main.ts');

/** A server in a process of its own, which can be killed and started again at the same place. */
export class ServerProcess {
  readonly #environment: Readonly<Record<string, string>>;
  readonly url: string;
  #child: ChildProcess | null = null;
  #up = Promise.withResolvers<void>();

  private constructor(place: Readonly<Record<string, string>>, port: number) {
    this.#environment = { ...place, PORT: String(port), LOG_LEVEL: 'error' };
    this.url = `http://127.0.0.1:${port}/graphql`;
  }

  /** With the built-in database of this folder. */
  static async at(dataDirectory: string): Promise<ServerProcess> {
    return new ServerProcess({ CHATTER_DATA_DIR: dataDirectory }, await findFreePort());
  }

  /** With a database that it may share with others. */
  static async on(databaseUrl: string, role: 'api' | 'worker' | 'all'): Promise<ServerProcess> {
    return new ServerProcess({ DATABASE_URL: databaseUrl, CHATTER_ROLE: role }, await findFreePort());
  }

  /** Resolves when it answers: at once, or once it was started again. */
  get up(): Promise<void> {
    return this.#up.promise;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [program], {
      env: this.#inherited(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith('Chatter is running')) continue;
      this.#up.resolve();
      return;
    }
    throw new Error(`the server ended before it answered (exit code ${child.exitCode})`);
  }

  /** What it says where it does not start, with its exit code. */
  async refusal(): Promise<{ readonly code: number | null; readonly text: string }> {
    const child = spawn(process.execPath, [program], {
      env: this.#inherited(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    const [code] = await once(child, 'close');
    return { code, text };
  }

  /** SIGKILL: it has no time for anything. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** Ctrl-C. */
  interrupt(): Promise<void> {
    return this.#end('SIGINT');
  }

  /** The terminal is closed. */
  hangUp(): Promise<void> {
    return this.#end('SIGHUP');
  }

  #inherited(): NodeJS.ProcessEnv {
    const { DATABASE_URL: _, ...inherited } = process.env;
    return { ...inherited, ...this.#environment };
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    this.#up = Promise.withResolvers();
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }
}
