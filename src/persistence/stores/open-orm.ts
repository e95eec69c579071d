import { type EntityManager, MikroORM, type Options } from '@mikro-orm/postgresql';
import { entities } from '../entities/index.ts';
import { ormOptions } from '../orm-options.ts';

/** The mapped tables of a database. */
export interface OpenOrm {
  /** For one use: what it has read is not shared with anybody. */
  fork(): EntityManager;
  close(): Promise<void>;
}

/** Connects when it is first used. */
export async function openOrm(url: string, poolSize = 10): Promise<OpenOrm> {
  const options: Options = { ...ormOptions(url), entities, pool: { max: poolSize } };
  const orm = await MikroORM.init(options);
  return {
    fork: () => orm.em.fork(),
    close: () => orm.close(),
  };
}
