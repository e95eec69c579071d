/* `npm run executions:prune`: removes executions that have ended, by their age and number. */
import { readConfig } from '../server/config.ts';
import { UsageError } from '../server/program/read-arguments.ts';
import { runProgram } from '../server/program/run-program.ts';
import { type PruneCommand, pruneExecutions } from '../server/prune-executions.ts';
import { createServerLog } from '../server/server-log.ts';

const help = `Usage: npm run executions:prune -- [rules] [scope]

Removes executions that have ended, with their events, commands, snapshots and calls of models, in batches.
What runs or waits is never removed; analytics go on counting what was. At least one rule is needed.

Rules:
  --older-than-days N      what ended more than N days ago
  --keep-per-owner N       all but the N newest of each owner
  --keep-per-definition N  all but the N newest of each definition, for each owner

Scope:
  --owner ID               only of this owner
  --definition ID          only of this definition: for --older-than-days and --keep-per-definition

Other:
  --batch N                executions in one transaction: 1 to 10000; 200 where it is left out
  --help                   this text

The database is that of DATABASE_URL, or the built-in one of CHATTER_DATA_DIR while no server runs on it.
`;

const names = [
  'older-than-days',
  'keep-per-owner',
  'keep-per-definition',
  'batch',
  'owner',
  'definition',
] as const;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const dayMs = 86_400_000;

type Given = { readonly [name in (typeof names)[number]]?: string };

function numberOf(given: Given, name: keyof Given, [least, most]: readonly [number, number]): number | null {
  const text = given[name];
  if (text === undefined) return null;
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not "${text}"`);
}

function idOf(given: Given, name: 'owner' | 'definition'): string | null {
  const text = given[name];
  if (text === undefined || uuid.test(text)) return text ?? null;
  throw new UsageError(`--${name} must be an id, not "${text}"`);
}

function commandOf(given: Given): PruneCommand {
  const days = numberOf(given, 'older-than-days', [0, 36_500]);
  const keepPerOwner = numberOf(given, 'keep-per-owner', [0, 100_000_000]);
  const keepPerDefinition = numberOf(given, 'keep-per-definition', [0, 100_000_000]);
  const batch = numberOf(given, 'batch', [1, 10_000]) ?? 200;
  const scope = { ownerId: idOf(given, 'owner'), definitionId: idOf(given, 'definition') };
  if (days === null && keepPerOwner === null && keepPerDefinition === null) {
    throw new UsageError('no rule is given');
  }
  if (scope.definitionId !== null && keepPerOwner !== null) {
    throw new UsageError('--keep-per-owner looks at all definitions: leave --definition out');
  }
  const endedBefore = days === null ? null : Date.now() - days * dayMs;
  return { rules: { endedBefore, keepPerOwner, keepPerDefinition }, scope, batch };
}

const program = {
  name: 'The removal',
  help,
  options: names,
  whenStopped: 'what it had removed is gone, each execution as a whole',
};

await runProgram(program, async ({ options }, leaving) => {
  const command = commandOf(options);
  const config = readConfig();
  const context = { config, log: createServerLog(config.LOG_LEVEL), leaving };
  const removed = await pruneExecutions(context, command);
  process.stdout.write(`${removed} executions were removed.\n`);
});
