/*
 * `npm run analytics:recount`: counts the analytics again from the entries of executions, says what differed and mends
 * it. With `-- report` it only says so.
 */
import { readConfig } from '../server/config.ts';
import { runProgram } from '../server/program/run-program.ts';
import { recountAnalytics } from '../server/recount-analytics.ts';
import { createServerLog } from '../server/server-log.ts';

const help = `Usage: npm run analytics:recount [-- mend | report]

Counts the analytics again from the entries of executions, and says what differed.

  mend    mends it; the same without a word
  report  changes nothing

The database is that of DATABASE_URL, or the built-in one of CHATTER_DATA_DIR while no server runs on it.
`;

const program = {
  name: 'The recount',
  help,
  words: ['mend', 'report'],
  whenStopped: 'it mends everything or nothing',
};

await runProgram(program, async ({ word }, leaving) => {
  const mend = word !== 'report';
  const config = readConfig();
  const context = { config, log: createServerLog(config.LOG_LEVEL), leaving };
  const { templates, rollUps } = await recountAnalytics(context, { mend });
  for (const { templateId, ownerId, stored, counted } of templates) {
    process.stdout.write(`template ${templateId}, used by ${ownerId}:\n`);
    process.stdout.write(`  stored  ${JSON.stringify(stored)}\n  counted ${JSON.stringify(counted)}\n`);
  }
  const found = `${templates.length} sums of templates and ${rollUps} hours, days and months differed from the entries`;
  process.stdout.write(`${found}${mend ? '; now none does' : ''}.\n`);
});
