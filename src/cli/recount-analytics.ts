/*
 * `npm run analytics:recount`: counts the analytics again from the entries of executions, says what differed and mends
 * it. With `-- report` it only says so.
 */
import { readConfig } from '../server/config.ts';
import { recountAnalytics } from '../server/recount-analytics.ts';
import { createServerLog } from '../server/server-log.ts';
import { tellFailure } from './tell-failure.ts';

const [mode = 'mend', ...rest] = process.argv.slice(2);
if (rest.length > 0 || (mode !== 'mend' && mode !== 'report')) {
  process.stderr.write('Usage: npm run analytics:recount [-- report]\n');
  process.exit(2);
}

const config = readConfig();
await recountAnalytics(config, createServerLog(config.LOG_LEVEL), { mend: mode === 'mend' }).then(
  ({ templates, rollUps }) => {
    for (const { templateId, ownerId, stored, counted } of templates) {
      process.stdout.write(`template ${templateId}, used by ${ownerId}:\n`);
      process.stdout.write(`  stored  ${JSON.stringify(stored)}\n  counted ${JSON.stringify(counted)}\n`);
    }
    const found = `${templates.length} sums of templates and ${rollUps} hours, days and months differed from the entries`;
    process.stdout.write(`${found}${mode === 'mend' ? '; now none does' : ''}.\n`);
  },
  tellFailure,
);
