/*
 * `npm run demo`: a support workflow, token by token, on the server that runs already; where none does, on one of its
 * own for as long as the demo takes.
 */
import { readConfig } from '../server/config.ts';
import { leaveOnSignals } from '../server/leave-on-signals.ts';
import { createServerLog } from '../server/server-log.ts';
import { startServer } from '../server/start-server.ts';
import { ApiClient } from './api-client.ts';
import { runDemo } from './run-demo.ts';
import { described } from './tell-failure.ts';

const print = (text: string): void => {
  process.stdout.write(text);
};

async function demo(): Promise<void> {
  const config = readConfig();
  const running = `http://${config.HOST}:${config.PORT}`;
  if (await answers(running)) {
    print(`Chatter runs at ${running}.\n`);
    return runDemo(new ApiClient(running), print);
  }
  const starting = startServer({ ...config, PORT: 0 }, createServerLog(config.LOG_LEVEL));
  const departure = leaveOnSignals(starting, fail);
  const server = await starting;
  try {
    await runDemo(new ApiClient(server.url), print);
  } catch (error) {
    if (!departure.asked) throw error;
  } finally {
    await server.close();
  }
}

function answers(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function fail(error: unknown): void {
  process.stderr.write(`The demo stopped: ${described(error)}\n`);
  process.exit(1);
}

demo().catch(fail);
