/* `npm run executions:prune`: removes executions that have ended, by their age and number. */
import { parseArgs } from 'node:util';
import { readConfig } from '../server/config.ts';
import { pruneExecutions } from '../server/prune-executions.ts';
import { createServerLog } from '../server/server-log.ts';
import { tellFailure } from './tell-failure.ts';

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

function refuse(problem: string): never {
  process.stderr.write(`${problem}\n\n${help}`);
  process.exit(2);
}

function givenArguments(): Given {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } });
    if (values.help === true) {
      process.stdout.write(help);
      process.exit(0);
    }
    return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string'));
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

const given = givenArguments();

function numberOf(name: (typeof names)[number], least: number, most: number): number | null {
  const text = given[name];
  if (text === undefined) return null;
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  return refuse(`--${name} must be a whole number from ${least} to ${most}, not "${text}"`);
}

function idOf(name: 'owner' | 'definition'): string | null {
  const text = given[name];
  if (text === undefined || uuid.test(text)) return text ?? null;
  return refuse(`--${name} must be an id, not "${text}"`);
}

const days = numberOf('older-than-days', 0, 36_500);
const keepPerOwner = numberOf('keep-per-owner', 0, 100_000_000);
const keepPerDefinition = numberOf('keep-per-definition', 0, 100_000_000);
const batch = numberOf('batch', 1, 10_000) ?? 200;
const scope = { ownerId: idOf('owner'), definitionId: idOf('definition') };
if (days === null && keepPerOwner === null && keepPerDefinition === null) refuse('no rule is given');
if (scope.definitionId !== null && keepPerOwner !== null)
  refuse('--keep-per-owner looks at all definitions: leave --definition out');

const rules = {
  endedBefore: days === null ? null : Date.now() - days * dayMs,
  keepPerOwner,
  keepPerDefinition,
};
const config = readConfig();
await pruneExecutions(config, createServerLog(config.LOG_LEVEL), { rules, scope, batch }).then(
  (removed) => process.stdout.write(`${removed} executions were removed.\n`),
  tellFailure,
);
