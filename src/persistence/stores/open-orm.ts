import { EntityManager, MikroORM, type Options } from '@mikro-orm/postgresql';
import { entities } from '../entities/index.ts';
import { impatientSocket } from '../impatient-socket.ts';
import { ormOptions } from '../orm-options.ts';
import { briefTransactions, sessionOptions } from '../session-options.ts';
import { asking } from '../unavailable.ts';
import { releaseLost } from './release-lost.ts';

/** The mapped tables of a database. */
export interface OpenOrm {
  /** For one use: what it has read is not shared with anybody. What it is asked for throws `database/unavailable`. */
  fork(): EntityManager;
  close(): Promise<void>;
}

export interface OrmLimits {
  readonly poolSize?: number | undefined;
  /** So long the server may say nothing while it is asked. */
  readonly silenceMs?: number;
  /** So long a transaction may do nothing until the server ends it. */
  readonly idleTransactionMs?: number;
}

/** Connects when it is first used. */
export async function openOrm(url: string, limits: OrmLimits = {}): Promise<OpenOrm> {
  const { poolSize = 10, silenceMs, idleTransactionMs } = limits;
  const options: Options = {
    ...ormOptions(url),
    entities,
    pool: { max: poolSize },
    driverOptions: {
      connectionString: url,
      application_name: 'chatter-stores',
      options: sessionOptions(briefTransactions(idleTransactionMs)),
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      stream: () => impatientSocket(silenceMs),
      onPoolCreated: releaseLost,
    },
  };
  const orm = await MikroORM.init(options);
  return {
    fork: () => sayingOutages(orm.em.fork()),
    close: () => orm.close(),
  };
}

/** MikroORM has no one place through which all statements go: those that begin and end transactions pass its driver by. */
function sayingOutages(em: EntityManager): EntityManager {
  return new Proxy(em, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...given: readonly unknown[]) => {
        const result: unknown = Reflect.apply(member, target, given);
        if (result instanceof EntityManager) return sayingOutages(result);
        return result instanceof Promise ? asking(() => result) : result;
      };
    },
  });
}
