import { setImmediate } from 'node:timers/promises';
import type { Pool, PoolClient, QueryConfig } from 'pg';
import { openTestPool } from '../support/test-pool.ts';

type Asked = string | QueryConfig;

const quietTurns = 5;

/** Connections whose statements are counted while they are under way. */
export class ObservedPool {
  readonly pool: Pool;
  readonly statements: string[] = [];
  /** While it is set, every statement fails with it. */
  failing: Error | null = null;
  /** Called while a statement is under way. */
  during: (text: string) => void = () => undefined;
  #underWay = 0;

  constructor(url: string) {
    this.pool = openTestPool(url, 3);
    const query = Reflect.get(this.pool, 'query').bind(this.pool);
    Reflect.set(this.pool, 'query', (asked: Asked, values?: unknown[]) =>
      this.#observe(asked, () => query(asked, values)),
    );
    const connect = Reflect.get(this.pool, 'connect').bind(this.pool);
    // The pool's own `query` asks for a connection, too, and hands over what to do with it.
    Reflect.set(this.pool, 'connect', (...args: unknown[]) =>
      args.length === 0 ? this.#connected(connect) : Reflect.apply(connect, undefined, args),
    );
  }

  async #connected(connect: () => Promise<PoolClient>): Promise<object> {
    this.#underWay++;
    const client = await connect().finally(() => this.#underWay--);
    return {
      query: (asked: Asked, values?: unknown[]) => this.#observe(asked, () => client.query(asked, values)),
      release: (failed?: boolean) => client.release(failed),
    };
  }

  async #observe<T>(asked: Asked, query: () => Promise<T>): Promise<T> {
    const text = typeof asked === 'string' ? asked : asked.text;
    this.#underWay++;
    this.statements.push(text);
    try {
      if (this.failing !== null) throw this.failing;
      const result = query();
      this.during(text);
      return await result;
    } finally {
      this.#underWay--;
    }
  }

  /** A statement may cause the next one only some turns later. */
  async quiet(): Promise<void> {
    for (let turn = 0; turn < quietTurns; turn++) {
      await setImmediate();
      if (this.#underWay > 0) turn = -1;
    }
  }
}
