import type { NodeFact, Outcome } from '../../engine/index.ts';
import { AppError, LongText } from '../../kernel/index.ts';
import type { Activation, EffectfulBehaviour, NodeWorld } from '../../nodes/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { AttemptSecrets } from './attempt-secrets.ts';
import type { Silence } from './silence.ts';

/** An aborted node has this long to end by itself and to tell what it has used. */
const graceMs = 1000;

export type AbortCause = 'cancelled' | 'timeout' | 'silence' | 'lost';

interface AttemptParts {
  readonly fact: NodeFact;
  readonly behaviour: EffectfulBehaviour;
  readonly activation: Activation;
  readonly timeoutMs: number | undefined;
  readonly silence: Silence | null;
  readonly clock: Clock;
  readonly world: NodeWorld;
  readonly secrets: AttemptSecrets;
  /** Tells the server's log, and gives what to tell the client. */
  onUnexpected(cause: unknown): Outcome;
}

/** One try of one effectful activation: it runs, is bounded in time, and can be aborted. */
export class Attempt {
  readonly fact: NodeFact;
  /** All the text it has streamed. */
  readonly text = new LongText();
  readonly #parts: AttemptParts;
  #controller: AbortController | null = null;
  #cause: AbortCause | null = null;
  #giveUp: () => void = () => {};
  #hasEnded = false;
  readonly #disarm: (() => void)[] = [];

  constructor(parts: AttemptParts) {
    this.fact = parts.fact;
    this.#parts = parts;
  }

  get secrets(): AttemptSecrets {
    return this.#parts.secrets;
  }

  get cause(): AbortCause | null {
    return this.#cause;
  }

  /** Made when it is first asked for: most nodes end without having looked. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#cause !== null) this.#controller.abort(this.#abortion(this.#cause));
    return this.#controller.signal;
  }

  /**
   * How it ended. Never rejects: what the behaviour throws is an outcome too. One that was aborted while its start was being
   * committed does not begin.
   */
  async run(): Promise<Outcome> {
    const { behaviour, activation, world } = this.#parts;
    try {
      if (this.#cause !== null) throw this.#abortion(this.#cause);
      this.#watchTime();
      const outcome = await new Promise<Outcome | null>((resolve, reject) => {
        // Never `this.#giveUp = () => …`: V8 puts a function that is written in an assignment to a property into the
        // old generation, where it keeps all it can reach in memory until the next full collection.
        const giveUp = (): void => resolve(null);
        this.#giveUp = giveUp;
        behaviour.run(activation, world).then(resolve, reject);
      });
      return outcome === null || this.#isOverdue ? this.#timedOut() : outcome;
    } catch (cause) {
      return this.#isOverdue ? this.#timedOut() : this.#thrown(cause);
    } finally {
      this.#hasEnded = true;
      for (const disarm of this.#disarm) disarm();
    }
  }

  /** It has given a sign of life. */
  heard(): void {
    this.#parts.silence?.heard();
  }

  #watchTime(): void {
    const { timeoutMs, silence, clock } = this.#parts;
    if (timeoutMs !== undefined) this.#disarm.push(clock.after(timeoutMs, () => this.abort('timeout')));
    if (silence === null) return;
    silence.start(() => this.abort('silence'));
    this.#disarm.push(() => silence.stop());
  }

  get #isOverdue(): boolean {
    return this.#cause === 'timeout' || this.#cause === 'silence';
  }

  /** Aborts it; where it does not end within a second, it is left behind. */
  abort(cause: AbortCause): void {
    if (this.#cause !== null) return;
    this.#cause = cause;
    this.#controller?.abort(this.#abortion(cause));
    if (this.#hasEnded) return;
    if (cause === 'lost') this.#giveUp();
    else this.#disarm.push(this.#parts.clock.after(graceMs, () => this.#giveUp()));
  }

  #abortion(cause: AbortCause): AppError {
    return new AppError('execution/cancelled', `node "${this.fact.nodeId}" was aborted: ${cause}`);
  }

  #timedOut(): Outcome {
    const { nodeId } = this.fact;
    const { silence } = this.#parts;
    if (silence !== null && this.#cause === 'silence') {
      const message = `node "${nodeId}" gave no sign of life for ${silence.limitMs} ms (idleTimeoutMs)`;
      return { status: 'failed', error: { code: 'node/idle-timeout', message, retryable: true } };
    }
    const message = `node "${nodeId}" did not finish within ${this.#parts.timeoutMs} ms (timeoutMs)`;
    return { status: 'failed', error: { code: 'node/timeout', message, retryable: true } };
  }

  #thrown(cause: unknown): Outcome {
    if (!AppError.is(cause)) return this.#parts.onUnexpected(cause);
    const { code, message, retryable, details } = cause;
    return { status: 'failed', error: { code, message, retryable, details } };
  }
}
