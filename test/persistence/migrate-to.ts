import { MikroORM } from '@mikro-orm/postgresql';
import { ormOptions } from '../../src/persistence/orm-options.ts';

/** Migrates up to this one, itself included, or back to it; without one, back to an empty database. */
export async function migrateTo(url: string, way: 'up' | 'down', to: string | undefined): Promise<void> {
  const orm = await MikroORM.init(ormOptions(url));
  try {
    await orm.migrator[way]({ to: to ?? '' });
  } finally {
    await orm.close();
  }
}
