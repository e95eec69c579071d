import { AppError } from './kernel/index.ts';
import { readConfig } from './server/config.ts';
import { createServerLog } from './server/server-log.ts';
import { startServer } from './server/start-server.ts';
import { welcome } from './server/welcome.ts';

const oldestNode = 24;

async function main(): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    throw new AppError(
      'config/invalid',
      `Node ${process.versions.node} is too old: Chatter needs ${oldestNode} or later`,
    );
  }
  const config = readConfig();
  const starting = startServer(config, createServerLog(config.LOG_LEVEL));
  let leaving = false;
  const stop = (): void => {
    leaving = true;
    // That a start which is interrupted has failed is no news.
    starting.then(
      (server) => server.close().then(() => process.exit(0), fail),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      // A second one does not wait.
      process.once(signal, () => process.exit(1));
      stop();
    });
  }
  // The terminal was closed. Its shell may say so, too.
  process.on('SIGHUP', stop);
  const { url } = await starting;
  if (!leaving) process.stdout.write(welcome(url));
}

function fail(error: unknown): void {
  const text = AppError.is(error)
    ? `${error.message} (${error.code})`
    : String((error as Error).stack ?? error);
  process.stderr.write(`Chatter stopped: ${text}\n`);
  process.exit(1);
}

main().catch(fail);
