import { AppError } from './kernel/index.ts';
import { readConfig } from './server/config.ts';
import { leaveOnSignals } from './server/leave-on-signals.ts';
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
  const departure = leaveOnSignals(starting, fail);
  const { url } = await starting;
  if (!departure.asked) process.stdout.write(welcome(url));
}

function fail(error: unknown): void {
  const text = AppError.is(error)
    ? `${error.message} (${error.code})`
    : String((error as Error).stack ?? error);
  process.stderr.write(`Chatter stopped: ${text}\n`);
  process.exit(1);
}

main().catch(fail);
