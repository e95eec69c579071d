import { ormOptions } from './src/persistence/orm-options.ts';

/** For MikroORM's own command line, which finds this file by its name; the server does not read it. */
export default ormOptions(process.env.DATABASE_URL ?? 'postgresql://127.0.0.1:5432/chatter');
