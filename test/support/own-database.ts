/*
 * A server process of the tests: owns the database of a data folder until it is told to stop, as a real server
 * would. Prints one line of JSON when the database is open, or why it
 * is not. SIGINT asks the database one last thing first.
 */
import { AppError } from '../../src/kernel/index.ts';
import { openDatabase } from '../../src/persistence/open-database.ts';
import { executeSql } from './execute-sql.ts';
import { silentLog } from './silent-log.ts';

const print = (line: object, then?: () => void) => process.stdout.write(`${JSON.stringify(line)}\n`, then);

const database = await openDatabase({ dataDirectory: process.argv[2] ?? '', log: silentLog }).catch(
  (error: unknown) => {
    print(AppError.is(error) ? { code: error.code, message: error.message } : { message: String(error) });
    process.exit(1);
  },
);
process.once('SIGINT', async () => {
  const [row] = await executeSql(database.url, 'select 1 as answer');
  await database.stop();
  print(row ?? {}, () => process.exit(0));
});
print({ url: database.url });
setInterval(() => undefined, 60_000);
