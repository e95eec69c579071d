import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileExpression,
  convertLegacyCondition,
  type LegacyNames,
  messageType,
  type Scope,
} from '../../src/expression/index.ts';
import type { Json, Message } from '../../src/kernel/index.ts';
import { holdsInLegacy, type LegacyState } from './legacy-oracle.ts';

const names: LegacyNames = { variables: ['capabilities', 'counter', 'Status'], loops: ['refine', 'my-Loop'] };

function converted(condition: string, known: LegacyNames = names) {
  const result = convertLegacyCondition(condition, known);
  if (!result.ok) throw new Error(`${condition}: ${result.error.message}`);
  return result.value;
}

/** The value of the CEL in the state, as an execution would hold it. */
function holds(expression: string, variables: readonly string[], state: LegacyState): Json {
  const loopIds = [...new Set([...lower.loops, ...Object.keys(state.loops)])];
  const outputs = loopIds.map((id) => [id, { output: loopOutput(state.loops[id]) }] as const);
  const vars = { ...Object.fromEntries(variables.map((name) => [name, null])), ...state.variables };
  const scope: Scope = {
    vars: { fields: Object.fromEntries(Object.keys(vars).map((name) => [name, 'dyn'])) },
    messages: { list: messageType },
    errors: { list: 'dyn' },
    nodes: {
      fields: Object.fromEntries(
        loopIds.map((id) => [id, { fields: { output: { fields: { port: 'string' } } } }] as const),
      ),
    },
  };
  const compiled = compileExpression(expression, scope, 'bool');
  if (!compiled.ok) throw new Error(`${expression}: ${compiled.error.message}`);
  const messages = JSON.parse(JSON.stringify(state.messages));
  const errors = state.hasErrors ? [{ code: 'x', message: 'y' }] : [];
  const result = compiled.value.evaluate({ vars, messages, errors, nodes: Object.fromEntries(outputs) });
  if (!result.ok) throw new Error(result.error.message);
  expect(compiled.value.references.length).toBeGreaterThan(0);
  return result.value;
}

function loopOutput(goesOn: boolean | undefined): Json {
  return goesOn === undefined ? null : { port: goesOn ? 'body' : 'done' };
}

const call = { id: '1', name: 'search', arguments: {} };
const asking: Message = { role: 'assistant', content: '', toolCalls: [call] };
const answer: Message = { role: 'tool', content: 'found', toolCallId: '1' };
const said = (content: string): Message => ({ role: 'assistant', content });

const nothing: LegacyState = { messages: [], variables: {}, loops: {}, hasErrors: false };
const states: readonly LegacyState[] = [
  nothing,
  { ...nothing, messages: [asking] },
  { ...nothing, messages: [asking, answer, asking, answer, asking, answer], hasErrors: true },
  { ...nothing, messages: [asking, answer, said('YES, it is "done" – Straße')] },
  { ...nothing, messages: [said('no')], variables: { capabilities: { max_tool_calls: 0 } } },
  {
    ...nothing,
    variables: { capabilities: { enable_tools: true, enable_memory: false, max_tool_calls: 3 } },
  },
  { ...nothing, variables: { counter: 3, status: 'Done', order: { state: 'OPEN' } } },
  { ...nothing, variables: { counter: '3', status: true, order: 'open', capabilities: 'all' } },
  { ...nothing, variables: { counter: 0.5, status: null, order: { state: null } } },
  { ...nothing, variables: { counter: [], status: 'null' } },
  { ...nothing, loops: { refine: true } },
  { ...nothing, loops: { refine: false } },
];

const atoms = [
  'has_tool_calls',
  'no_tool_calls',
  ...['>=', '>', '<=', '<'].flatMap((operator) => [
    `tool_calls ${operator} 0`,
    `tool_calls ${operator} 3`,
    `tool_calls ${operator} -1`,
    `tool_calls ${operator} variable max_tool_calls`,
  ]),
  ...['enable_memory', 'enable_retrieval', 'enable_tools'].flatMap((flag) => [
    `variable ${flag} equals true`,
    `variable ${flag} equals false`,
    `variable capabilities ${flag} equals true`,
  ]),
  'variable capabilities max_tool_calls equals 3',
  'variable capabilities nothing equals none',
  ...['3', '0.5', '[]', 'done', 'true', 'none', 'null', 'straße'].flatMap((value) => [
    `variable counter equals ${value}`,
    `variable status equals ${value}`,
  ]),
  'variable order.state equals open',
  'variable order.state equals none',
  'loop_refine_continue',
  'not loop_refine_continue',
  'loop_other_continue',
  'has_errors',
  "message contains 'yes'",
  'message contains "it is"',
  "message contains 'STRASSE'",
  "message contains 'straße'",
];

/** A legacy system read lower case only, so these names are in lower case too. */
const lower: LegacyNames = {
  variables: ['capabilities', 'counter', 'status', 'order'],
  loops: ['refine', 'other'],
};

/** In upper case, but for letters that would not come back in lower case: ß would become SS, which are other words. */
function shouted(text: string): string {
  return text.replace(/./gu, (letter) =>
    letter.toUpperCase().toLowerCase() === letter ? letter.toUpperCase() : letter,
  );
}

describe('a legacy condition', () => {
  it.each(atoms)('%s holds in CEL where it held', (atom) => {
    for (const state of states) {
      const { expression, variables } = converted(atom, lower);
      expect(holds(expression, variables, state), JSON.stringify(state)).toBe(holdsInLegacy(atom, state));
    }
  });

  it.each(atoms)('%s has an opposite that holds where it does not, or none', (atom) => {
    const { expression, opposite, variables } = converted(atom, lower);
    if (opposite === null) return;
    for (const state of states.filter((each) => typeof each.variables.capabilities !== 'string')) {
      expect(holds(opposite, variables, state)).toBe(!holds(expression, variables, state));
    }
  });

  it('of several parts holds where all of them or one of them did, whatever its case', () => {
    const parts = fc.array(fc.constantFrom(...atoms), { minLength: 2, maxLength: 8 });
    const shout = fc.boolean();
    const property = fc.property(
      parts,
      fc.constantFrom(' and ', ' or '),
      shout,
      fc.constantFrom(...states),
      (some, joiner, isLoud, state) => {
        const written = some.join(joiner);
        const { expression, variables } = converted(isLoud ? shouted(written) : written, lower);
        expect(holds(expression, variables, state)).toBe(holdsInLegacy(written, state));
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it.each([
    ['variable STATUS equals x', 'json(vars.Status).lowerAscii() in ["x", "\\"x\\""]'],
    ['loop_MY-LOOP_continue', 'nodes["my-Loop"].output != null && nodes["my-Loop"].output.port == "body"'],
    ['variable unknown equals X', 'json(vars.unknown).lowerAscii() in ["x", "\\"x\\""]'],
    ['variable in equals x', 'json(vars["in"]).lowerAscii() in ["x", "\\"x\\""]'],
    ['  HAS_TOOL_CALLS  ', 'hasToolCalls()'],
    ['tool_calls<3', 'toolCallCount() < 3'],
  ])('%s finds the name that is meant: %s', (condition, expression) => {
    expect(converted(condition).expression).toBe(expression);
  });

  it('prefers the name in lower case, which alone the former system found', () => {
    const both = { variables: ['Mode', 'mode'], loops: [] };
    expect(converted('variable MODE equals x', both).variables).toEqual(['mode']);
  });

  it('keeps words that join conditions where they stand inside of quotes', () => {
    const { expression } = converted("message contains 'black and white' and has_tool_calls");
    expect(expression).toBe(
      '(lastMessage() != null && lastMessage().content.lowerAscii().contains("black and white")) && (hasToolCalls())',
    );
  });

  it.each([
    ['has_tool_calls', ['edge']],
    ["message contains 'x'", ['node']],
    ['tool_calls < 3', ['edge', 'node']],
    ['tool_calls < 3 and has_errors', ['edge']],
    ["message contains 'x' and has_errors", []],
  ])('%s tells where it was understood: %j', (condition, places) => {
    expect(converted(condition).understoodBy).toEqual(places);
  });

  it('tells the variables that it reads, each once', () => {
    const { variables } = converted('variable a equals 1 and variable b.c equals 2 and variable a equals 3');
    expect(variables).toEqual(['a', 'b']);
    expect(converted('tool_calls < variable max_tool_calls').variables).toEqual(['capabilities']);
  });
});

describe('a legacy condition without a meaning that could be kept', () => {
  it.each<[string, string, string?]>([
    ['banana', 'no condition that the former system knew'],
    ['true', 'no condition that the former system knew'],
    ['vars.tries < 3', 'no condition that the former system knew'],
    ["response.includes('yes')", 'no condition that the former system knew'],
    ['(has_tool_calls)', 'no condition that the former system knew'],
    ['not has_tool_calls', 'no condition that the former system knew'],
    ['', 'is empty'],
    ['   ', 'is empty'],
    [' and has_errors', 'is empty'],
    ['has_errors and and has_errors', 'is empty'],
    ['has_errors and has_tool_calls or has_errors', 'mixes "and" with "or"'],
    ['variable counter < 10', 'was taken for true', 'vars.counter < 10'],
    ['variable STATUS == 2.5', 'was taken for true', 'vars.Status == 2.5'],
    ['variable counter < many', 'was taken for true'],
    ['variable counter equals', 'was taken for true'],
    ['variable counter equals two words', 'was taken for true'],
    ['variable', 'no condition that the former system knew'],
    ["variable status equals 'done'", 'write done without them'],
    ['variable a.b.c equals 1', 'no name of a variable'],
    ['variable .b equals 1', 'no name of a variable'],
    ['variable order state equals open', 'a key follows a point'],
    ['variable capabilities max-calls equals 3', 'no name of a key'],
    ['variable enable_tools equals maybe', 'true or false, not "maybe"'],
    ['tool_calls == 3', 'did not know "=="', 'toolCallCount() == 3'],
    ['tool_calls <> 3', 'did not know "<>"'],
    ['tool_calls < many', 'write a whole number'],
    ['tool_calls < 3.5', 'write a whole number'],
    ['tool_calls <', 'write a whole number'],
    [`tool_calls < ${'9'.repeat(16)}`, 'write a whole number'],
    ['tool_calls < variable counter', 'write a whole number'],
    ["message contains ''", 'which every message contains'],
    ['message contains yes', 'needs a text in quotes'],
    ['message contains', 'needs a text in quotes'],
    ["message contains '\ud800'", 'cut inside a character'],
    ['variable a equals \ud800', 'cut inside a character'],
    ['loop__continue', 'no condition that the former system knew'],
  ])('%s says why: %s', (condition, message, suggestion) => {
    const result = convertLegacyCondition(condition, names);
    expect(result).toMatchObject({ ok: false, error: { message: expect.stringContaining(message) } });
    if (!result.ok) expect(result.error.suggestion).toBe(suggestion);
  });

  const words = [
    'variable',
    'equals',
    'tool_calls',
    'message',
    'contains',
    'and',
    'or',
    'not',
    'true',
    '<',
    '==',
  ];
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(...atoms).chain((atom) => fc.string({ maxLength: 5 }).map((more) => `${atom}${more}`)),
    fc
      .array(fc.constantFrom(...words, ...atoms, 'x', "'x'", '3', ' '), { maxLength: 8 })
      .map((all) => all.join(' ')),
  );

  it('is never converted to what is always true: whatever the text, what it becomes reads the state', () => {
    let conversions = 0;
    const property = fc.property(text, (condition) => {
      const result = convertLegacyCondition(condition, lower);
      if (!result.ok) return;
      conversions += 1;
      const loops = [...result.value.expression.matchAll(/nodes\["([^"]+)"\]/g)].map(([, id = '']) => [
        id,
        true,
      ]);
      const state = { ...nothing, loops: Object.fromEntries(loops) };
      // holds() demands that the expression compiles to bool and reads something of the state.
      expect(typeof holds(result.value.expression, result.value.variables, state)).toBe('boolean');
    });
    fc.assert(property, { numRuns: 3000 });
    expect(conversions).toBeGreaterThan(100);
  });

  it('the largest that is converted is within the limits of an expression', () => {
    const longest = Array.from({ length: 50 }, () => 'tool_calls < variable max_tool_calls').join(' and ');
    const { expression, variables } = converted(longest);
    expect(holds(expression, variables, nothing)).toBe(true);
  });
});
