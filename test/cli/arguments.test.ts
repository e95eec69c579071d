import { expect, it } from 'vitest';
import { settings } from '../../src/server/config.ts';
import { readArguments, UsageError } from '../../src/server/program/read-arguments.ts';
import { startCommand } from '../support/command.ts';

/** It would be found out if any of them went on. */
const environment = { CHATTER_DATA_DIR: '/dev/null' };

const programs = ['../main', 'create-api-key', 'demo', 'migrate', 'prune-executions', 'recount-analytics'];
/** Without which they do not get to the settings. */
const needed: Readonly<Record<string, readonly string[]>> = {
  'create-api-key': ['--name=me'],
  'prune-executions': ['--keep-per-owner=1'],
};

it.each(programs)('%s tells how it is called, and does nothing else', async (name) => {
  const { code, text } = await startCommand(name, ['--help'], environment).ended;
  expect(text).toMatch(/^Usage: npm (start|run [a-z:]+)/);
  expect(code).toBe(0);
});

it.each(programs)('%s refuses what it does not know, and tells how it is called', async (name) => {
  const { code, text } = await startCommand(name, ['--loud'], environment).ended;
  expect(text).toMatch(/^Unknown option '--loud'\n\nUsage: npm /);
  expect(code).toBe(2);
});

it('arguments are options with values and one word, of those that the program takes', () => {
  const form = { help: '', options: ['size', 'owner'], words: ['up', 'down'] };
  expect(readArguments(form, ['down', '--size=3'])).toEqual({ options: { size: '3' }, word: 'down' });
  expect(readArguments(form, [])).toEqual({ options: {}, word: null });
  expect(readArguments(form, ['-h', 'up'])).toBeNull();
  for (const wrong of [
    ['sideways'],
    ['up', 'down'],
    ['--size'],
    ['--size', '--owner'],
    ['-x'],
    ['--help=1'],
  ]) {
    expect(() => readArguments(form, wrong)).toThrow(UsageError);
  }
});

it.each(programs)('%s says in one line which setting is wrong', async (name) => {
  const { code, text } = await startCommand(name, needed[name] ?? [], { ...environment, PORT: 'http' }).ended;
  expect(text).toMatch(/^.+ stopped: the environment is wrong: PORT is "http".*\(config\/invalid\)\n$/);
  expect(code).toBe(1);
});

it.each([
  [[], 'no rule is given'],
  [['--older-than-days', 'ten'], '--older-than-days must be a whole number from 0 to 36500, not "ten"'],
  [['--keep-per-owner', '1', '--batch', '0'], '--batch must be a whole number from 1 to 10000, not "0"'],
  [['--keep-per-owner', '1', '--owner', 'me'], '--owner must be an id, not "me"'],
])('prune-executions %j says what is wrong', async (args, problem) => {
  const { code, text } = await startCommand('prune-executions', args, environment).ended;
  expect(text.split('\n')[0]).toBe(problem);
  expect(code).toBe(2);
});

it.each([
  [[], '--name is missing'],
  [['--name', 'me', '--role', 'root'], '--role must be admin or user, not "root"'],
])('create-api-key %j says what is wrong', async (args, problem) => {
  const { code, text } = await startCommand('create-api-key', args, environment).ended;
  expect(text.split('\n')[0]).toBe(problem);
  expect(code).toBe(2);
});

it('the help of the server names every setting', async () => {
  const { text } = await startCommand('../main', ['--help'], environment).ended;
  for (const [name, { meaning }] of Object.entries(settings)) {
    expect(text).toContain(name);
    expect(text).toContain(meaning);
  }
});
