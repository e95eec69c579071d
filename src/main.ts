import { misspeltSettings, readConfig, settingsHelp } from './server/config.ts';
import { untilLeaving, untilStarted } from './server/program/leaving.ts';
import { runProgram } from './server/program/run-program.ts';
import { createServerLog } from './server/server-log.ts';
import { startServer } from './server/start-server.ts';
import { welcome } from './server/welcome.ts';

const help = `Usage: npm start

Starts Chatter and says what to open. Ctrl-C stops it. It takes no options: its settings are those of the environment, as
in PORT=5000 npm start.

${settingsHelp()}`;

await runProgram({ name: 'Chatter', help }, async (_, leaving) => {
  const config = readConfig();
  const log = createServerLog(config.LOG_LEVEL);
  for (const [name, meant] of misspeltSettings()) {
    log.warn(`${name} is no setting, and changes nothing: did you mean ${meant}?`);
  }
  const server = await untilStarted(startServer(config, log), leaving);
  if (!leaving.aborted) process.stdout.write(welcome(server));
  await untilLeaving(leaving);
  await server.close();
});
