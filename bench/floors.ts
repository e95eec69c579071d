import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Contestant } from './contestant.ts';
import { type Scenario, stepsOf, tokens } from './graphs.ts';
import type { Meter } from './meter.ts';

type Append = (workflow: string, sequence: number, node: string) => Promise<void>;

/** One autocommit insert for each step: what a naive durable step costs at least. */
export async function insertFloor(pool: Pool, meter: Meter): Promise<Contestant> {
  await createTable(pool);
  const append: Append = async (workflow, sequence, node) => {
    await pool.query({
      name: 'floor-insert',
      text: 'insert into floor (workflow, sequence, node, data) values ($1, $2, $3, $4)',
      values: [workflow, sequence, node, '{}'],
    });
  };
  return contestant('one insert a step', append, meter);
}

/** The same guarantee, but the rows of all workflows share one insert: what group commit costs at least. */
export async function groupFloor(pool: Pool, meter: Meter): Promise<Contestant> {
  await createTable(pool);
  const group = new Group(pool);
  return contestant('group commit', (...row) => group.add(row), meter);
}

type Row = Parameters<Append>;

class Group {
  readonly #pool: Pool;
  #waiting: { row: Row; resolve: () => void; reject: (error: unknown) => void }[] = [];
  #busy = false;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  add(row: Row): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ row, resolve, reject });
    if (!this.#busy) void this.#drain();
    return promise;
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#waiting;
      this.#waiting = [];
      const values = [0, 1, 2].map((column) => batch.map(({ row }) => row[column]));
      try {
        await this.#pool.query({
          name: 'floor-group',
          text: `insert into floor (workflow, sequence, node, data)
            select workflow, sequence, node, '{}' from unnest($1::text[], $2::int[], $3::text[]) as r (workflow, sequence, node)`,
          values,
        });
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#busy = false;
  }
}

function contestant(name: string, append: Append, meter: Meter): Contestant {
  const step = async (id: string, sequence: number, node: string): Promise<void> => {
    meter.began(id);
    await append(id, sequence, node);
  };
  const inTurn = async (id: string, count: number): Promise<void> => {
    for (let sequence = 0; sequence < count; sequence += 1) await step(id, sequence, `n${sequence % 10}`);
  };
  const work: Readonly<Record<Scenario, (id: string) => Promise<void>>> = {
    sequence: (id) => inTurn(id, stepsOf.sequence),
    loop: (id) => inTurn(id, stepsOf.loop),
    fan: async (id) => {
      await Promise.all(Array.from({ length: 20 }, (_, branch) => step(id, branch, `b${branch}`)));
      await step(id, 20, 'join');
    },
    stream: async (id) => {
      for (let token = 0; token < tokens; token += 1) {
        meter.emitted(id, token);
        meter.received(id, token, token + 1);
        await null;
      }
      await step(id, 0, 'answer');
    },
  };
  return {
    name,
    run: async (scenario) => {
      const id = randomUUID();
      await work[scenario](id);
      meter.ended(id);
    },
  };
}

async function createTable(pool: Pool): Promise<void> {
  await pool.query(`create table if not exists floor (
    workflow text not null, sequence int not null, node text not null, data text not null,
    primary key (workflow, sequence))`);
}
