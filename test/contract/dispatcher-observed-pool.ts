import { setImmediate } from 'node:timers/promises';
import type { Pool } from 'pg';
import { openTestPool } from '../support/test-pool.ts';

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
    Reflect.set(this.pool, 'query', async (text: string, values?: unknown[]) => {
      this.#underWay++;
      this.statements.push(text);
      try {
        if (this.failing !== null) throw this.failing;
        const result = query(text, values);
        this.during(text);
        return await result;
      } finally {
        this.#underWay--;
      }
    });
  }

  /** A statement may cause the next one only some turns later. */
  async quiet(): Promise<void> {
    for (let turn = 0; turn < quietTurns; turn++) {
      await setImmediate();
      if (this.#underWay > 0) turn = -1;
    }
  }
}
