import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/index.ts';
import { createModels, createOfflineProvider } from '../../src/models/index.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { builtInTemplates } from '../../src/templates/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';
import { execute, openTestRuntime, testViewer } from '../support/runtime.ts';

/** What the model says at each node, in the order in which it is asked there; the last again and again. */
type Script = Readonly<Record<string, readonly string[]>>;

interface Run {
  readonly parameters?: JsonObject;
  readonly input?: Json;
  readonly message?: string;
  readonly script: Script;
  readonly output: Json;
  /** What a node must have been told. */
  readonly told?: Readonly<Record<string, string>>;
}

const json = (value: Json): string => JSON.stringify(value);

const runs: Readonly<Record<string, readonly Run[]>> = {
  'Simple chat': [
    { message: 'Hello', script: { answer: ['Hi'] }, output: { text: 'Hi' } },
    {
      message: 'Hello',
      parameters: { systemPrompt: 'Be brief' },
      script: { answer: ['Hi'] },
      output: { text: 'Hi' },
      told: { answer: 'Be brief' },
    },
  ],
  'General chat': [
    {
      message: 'Who are you?',
      parameters: { assistantName: 'Ada', tone: 'formal', language: 'German' },
      script: { answer: ['Ich bin Ada.'] },
      output: { text: 'Ich bin Ada.' },
      told: { answer: 'You are Ada. Your tone is formal. Answer in German.' },
    },
  ],
  'Code assistant': [
    {
      message: 'Add two numbers',
      script: { draft: ['a - b'], correct: ['a + b'] },
      output: { text: 'a + b', draft: 'a - b' },
      told: { correct: 'a - b' },
    },
    {
      message: 'Add two numbers',
      parameters: { review: false, programmingLanguage: 'Python', explain: false },
      script: { draft: ['a + b'] },
      output: { text: 'a + b', draft: 'a + b' },
      told: { draft: 'Give the code only.' },
    },
  ],
  'Customer support with a router': [
    {
      message: 'My invoice is wrong',
      parameters: { company: 'Acme' },
      script: { classify: [json({ topic: 'billing', urgent: false })], billing: ['Which invoice?'] },
      output: { text: 'Which invoice?', topic: 'billing', escalated: false },
      told: { billing: 'You answer for Acme' },
    },
    {
      message: 'It does not start',
      parameters: { company: 'Acme' },
      script: { classify: [json({ topic: 'technical', urgent: false })], technical: ['Try again.'] },
      output: { text: 'Try again.', topic: 'technical', escalated: false },
    },
    {
      message: 'Thanks',
      parameters: { company: 'Acme' },
      script: { classify: ['no JSON', json({ topic: 'other', urgent: false })], other: ['You are welcome.'] },
      output: { text: 'You are welcome.', topic: 'other', escalated: false },
    },
    {
      message: 'It burns',
      parameters: { company: 'Acme', escalationNote: 'Somebody calls you.' },
      script: { classify: [json({ topic: 'technical', urgent: true })] },
      output: { text: 'Somebody calls you.', topic: 'technical', escalated: true },
    },
  ],
  'Learning tutor': [
    {
      message: 'What is a half?',
      parameters: { subject: 'fractions' },
      script: { explain: ['One of two.'], exercise: [json({ task: '1/2 + 1/2?', solution: '1' })] },
      output: { text: 'One of two.', exercise: { task: '1/2 + 1/2?', solution: '1' } },
      told: { explain: 'You teach fractions to a learner at the level beginner', exercise: 'One of two.' },
    },
    {
      message: 'What is a half?',
      parameters: { subject: 'fractions', exercise: false },
      script: { explain: ['One of two.'] },
      output: { text: 'One of two.', exercise: null },
    },
  ],
  'Meeting summariser': [
    {
      input: { transcript: 'A: I write it until May.' },
      parameters: { maxWords: 30 },
      script: {
        summarise: ['A writes it.'],
        extract: [json({ decisions: [], tasks: [{ task: 'write it', who: 'A', until: 'May' }] })],
      },
      output: {
        summary: 'A writes it.',
        decisions: [],
        tasks: [{ task: 'write it', who: 'A', until: 'May' }],
      },
      told: { summarise: 'at most 30 words' },
    },
  ],
  'Blog writer': [
    {
      input: { topic: 'Bees' },
      parameters: { sections: 2 },
      script: {
        plan: [json({ title: 'On bees', sections: ['Hives', 'Honey'] })],
        section: ['A section.'],
        edit: ['# Hives …'],
      },
      output: { title: 'On bees', text: '# Hives …' },
      told: { section: 'Article: On bees', edit: 'A section.' },
    },
  ],
  'Data analyst': [
    {
      input: {
        question: 'Who sold most?',
        rows: [
          { who: 'A', sold: 2 },
          { who: 'B', sold: 5 },
          { who: 'C', sold: 1 },
        ],
      },
      parameters: { maxRows: 2 },
      script: {
        analyse: [
          json({ answer: 'B', findings: ['5'], caveats: [], chart: { type: 'bar', x: 'who', y: 'sold' } }),
        ],
      },
      output: { text: 'B', findings: ['5'], caveats: [], chart: { type: 'bar', x: 'who', y: 'sold' } },
      told: { analyse: 'Rows in all: 3, given: 2' },
    },
  ],
  'Document reviewer': [
    {
      input: { document: 'We promise everything.' },
      script: { content: ['C.'], clarity: ['L.'], risk: ['R.'], report: ['Promise less.'] },
      output: { text: 'Promise less.' },
      told: { report: 'Content:\nC.\n\nClarity:\nL.\n\nRisks:\nR.' },
    },
  ],
  'Pattern: router': ['fact', 'creative', 'task'].map((kind) => ({
    message: 'Go',
    script: { classify: [json({ kind })], [kind]: [`As ${kind}.`] },
    output: { text: `As ${kind}.`, kind },
  })),
  'Pattern: evaluator and optimiser': [
    {
      input: { task: 'A line' },
      script: {
        write: ['first', 'second'],
        evaluate: [json({ accepted: false, feedback: 'Longer' }), json({ accepted: true, feedback: 'Good' })],
      },
      output: { text: 'second', accepted: true, feedback: 'Good' },
      told: { write: 'What was wrong with it: Longer' },
    },
    {
      input: { task: 'A line' },
      parameters: { maxRounds: 2 },
      script: { write: ['a', 'b', 'c'], evaluate: [json({ accepted: false, feedback: 'No' })] },
      output: { text: 'b', accepted: false, feedback: 'No' },
    },
  ],
  'Pattern: parallel vote with a judge': [1, 2, 3].map((best) => ({
    message: 'Go',
    script: { cautious: ['a'], balanced: ['b'], bold: ['c'], judge: [json({ best, reason: 'Best' })] },
    output: { text: ['a', 'b', 'c'][best - 1] ?? '', reason: 'Best' },
    told: { judge: '1: a\n\n2: b\n\n3: c' },
  })),
  'Pattern: map over a list': [
    {
      input: { items: ['a', 'b', 'c'] },
      parameters: { instruction: 'Say it again.' },
      script: { work: ['x'] },
      output: { results: [{ text: 'x' }, { text: 'x' }, { text: 'x' }], errors: [] },
      told: { work: 'Say it again.' },
    },
  ],
};

let database: TestDatabase;
let runtime: Runtime;
let script: Script = {};
let said: Record<string, number> = {};
let told: Record<string, string> = {};

/** The scripted offline model, with a script for each node instead of one in the prompt. */
function scriptedModels() {
  const offline = createOfflineProvider(systemClock);
  const stream: typeof offline.stream = (request, signal) => {
    const node = request.idempotencyKey.replace(/^.*[:/]/, '');
    const lines = script[node] ?? [`nothing is scripted for ${node}`];
    const turn = said[node] ?? 0;
    said[node] = turn + 1;
    told[node] = request.messages.map(({ content }) => content).join('\n\n');
    const text = lines[Math.min(turn, lines.length - 1)] ?? '';
    const content = JSON.stringify([{ do: 'text', text }]);
    return offline.stream({ ...request, messages: [{ role: 'user', content }] }, signal);
  };
  return createModels([{ ...offline, stream }]);
}

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({ url: database.url, models: scriptedModels() });
});
afterAll(async () => {
  await runtime.close();
  await database.drop();
});

const cases = Object.entries(runs).flatMap(([name, all]) =>
  all.map((run, index) => [`${name}, ${index + 1}`, name, run] as const),
);

describe('a built-in template', () => {
  it('is run by a test, each of them', () => {
    expect(Object.keys(runs).toSorted()).toEqual(builtInTemplates.map(({ name }) => name).toSorted());
  });

  it.each(cases)('gives what it promises: %s', async (_, name, run) => {
    script = run.script;
    said = {};
    told = {};
    const id = builtInTemplates.find((one) => one.name === name)?.id ?? '';
    const { status, output, error } = await execute(runtime.app, null, {
      target: { kind: 'template', id },
      parameters: run.parameters ?? {},
      input: run.input ?? null,
      message: run.message ?? null,
      model: { provider: 'offline', model: 'scripted' },
      waitMs: 30_000,
    });
    expect({ status, output, error }).toEqual({ status: 'completed', output: run.output, error: null });
    for (const [node, words] of Object.entries(run.told ?? {})) expect(told[node]).toContain(words);
  });

  it.each(
    builtInTemplates,
  )('$name says what it is for, and has parameters that explain themselves', (template) => {
    expect(template.description).toMatch(/Take it |take it /);
    expect(template.description.length).toBeGreaterThan(100);
    const { properties } = template.parameters as { properties: Record<string, { description?: string }> };
    for (const [name, { description }] of Object.entries(properties)) {
      expect(description, `${template.name}: ${name}`).toMatch(/\.$/);
    }
  });

  it('is what a catalogue of built-in ones lists, and belongs to nobody who could change it', async () => {
    const { app } = runtime;
    const filter = { name: null, text: null, tag: null, category: null, from: 'builtIn' } as const;
    const { edges } = await app.listTemplates(testViewer, { filter, page: { first: 100, after: null } });
    expect(edges.map(({ node }) => node.id).toSorted()).toEqual(
      builtInTemplates.map(({ id }) => id).toSorted(),
    );
    const id = edges[0]?.node.id ?? '';
    const update = app.updateTemplate(testViewer, { id, expectedVersion: 1, changes: { name: 'Mine' } });
    await expect(update).rejects.toMatchObject({ code: 'template/not-found' });
    await expect(app.deleteTemplate(testViewer, id)).rejects.toMatchObject({ code: 'template/not-found' });
    expect(await app.duplicateTemplate(testViewer, { templateId: id, name: null })).toMatchObject({
      builtIn: false,
      isPublic: false,
      baseTemplateId: id,
    });
  });

  it('is seeded once however often servers start, and keeps its ratings', async () => {
    const [first] = builtInTemplates;
    await runtime.app.rateTemplate(testViewer, { templateId: first?.id ?? '', rating: 5 });
    const rows = () =>
      executeSql(database.url, 'select to_jsonb(t) as row from workflow_template t order by id');
    const before = await rows();
    const others = await Promise.all(
      [1, 2].map(() => openTestRuntime({ url: database.url, concurrency: 0 })),
    );
    await Promise.all(others.map((one) => one.close()));
    expect(await rows()).toEqual(before);
  });
});
