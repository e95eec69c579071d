/*
 * `npm run demo`: a support workflow, token by token, on the server that runs already; where none does, on one of its
 * own for as long as the demo takes.
 */
import { isIPv6 } from 'node:net';
import { type Config, readConfig } from '../server/config.ts';
import { unlessLeaving, untilStarted } from '../server/program/leaving.ts';
import { runProgram } from '../server/program/run-program.ts';
import { createServerLog } from '../server/server-log.ts';
import { startServer } from '../server/start-server.ts';
import { ApiClient } from './api-client.ts';
import { runDemo } from './run-demo.ts';

const help = `Usage: npm run demo

Shows a support workflow, token by token: on the server that runs at HOST and PORT; where none does, on one of its own,
which uses the same database and ends with the demo. Its models are offline ones, so it costs nothing.

Where API keys were made, the demo needs one, too: CHATTER_API_KEY=chatter_... npm run demo
`;

/** So long, a server that runs may take to say that it does. */
const patienceMs = 5_000;

const print = (text: string): void => {
  process.stdout.write(text);
};

await runProgram({ name: 'The demo', help }, async (_, leaving) => {
  const config = readConfig();
  const running = addressOf(config);
  if (await answers(running, leaving)) {
    print(`Chatter runs at ${running}.\n`);
    return show(running, config, leaving);
  }
  // Nobody else needs to reach it, and without a worker the demo would wait for ever.
  const own = { ...config, HOST: '127.0.0.1', PORT: 0, CHATTER_ROLE: 'all' as const };
  const server = await untilStarted(startServer(own, createServerLog(config.LOG_LEVEL)), leaving);
  try {
    await show(server.url, config, leaving);
  } finally {
    await server.close();
  }
});

function show(url: string, { CHATTER_API_KEY: key }: Config, leaving: AbortSignal): Promise<void> {
  return unlessLeaving(runDemo(new ApiClient(url, key), print), leaving);
}

/** Where a server with these settings is reached from here. */
function addressOf({ HOST: host, PORT: port }: Config): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Whether Chatter does, and not something else that listens there. */
async function answers(url: string, leaving: AbortSignal): Promise<boolean> {
  try {
    const signal = AbortSignal.any([leaving, AbortSignal.timeout(patienceMs)]);
    const response = await fetch(`${url}/health`, { signal });
    return response.ok && (await response.text()) === 'ok\n';
  } catch {
    leaving.throwIfAborted();
    return false;
  }
}
