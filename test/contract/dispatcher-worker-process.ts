import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, 'dispatcher-worker.ts');

/** A worker in a process of its own, and what it says. */
export class WorkerProcess {
  /** What it has said: that it is ready, and the executions it runs. */
  readonly said: unknown[] = [];
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown[]>;
  #heard = Promise.withResolvers<void>();

  constructor(url: string) {
    this.#child = spawn(process.execPath, [program, url], { stdio: ['ignore', 'pipe', 'inherit'] });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('the worker has no output');
    createInterface({ input: stdout }).on('line', (line) => {
      this.said.push(JSON.parse(line));
      this.#heard.resolve();
      this.#heard = Promise.withResolvers();
    });
    this.#exit = once(this.#child, 'close');
  }

  /** Resolves when it looks for jobs. */
  isReady(): Promise<void> {
    return this.#saysMore(0);
  }

  /** Resolves when it has begun its first run. */
  runs(): Promise<void> {
    return this.#saysMore(1);
  }

  /**
   * Sends the signal and waits until the process is gone and all it said has been heard.
   * @returns its exit code and the signal that ended it
   */
  endedBy(signal: NodeJS.Signals): Promise<unknown[]> {
    this.#child.kill(signal);
    return this.#exit;
  }

  async #saysMore(than: number): Promise<void> {
    while (this.said.length <= than) await Promise.race([this.#heard.promise, this.#tooEarly()]);
  }

  async #tooEarly(): Promise<never> {
    const [code] = await this.#exit;
    throw new Error(`the worker ended with ${code} after it had said ${JSON.stringify(this.said)}`);
  }
}
