import { describe, expect, it } from 'vitest';
import { anyDefinition, modelDocument, newViewer } from '../app/app-under-test.ts';
import { provideGraphql } from './graphql-under-test.ts';
import { exportWorkflow, importWorkflow } from './import-export-operations.ts';

const { api, viewer } = provideGraphql();

const file = async (id: string, who = viewer, version: number | null = null) =>
  (await api.data(who, exportWorkflow, { id, version })).exportWorkflow;
const importing = async (workflow: unknown, name: string | null = null) =>
  (await api.data(viewer, importWorkflow, { input: { workflow, name } })).importWorkflow;

async function newDefinition(isPublic = false): Promise<string> {
  const given = { name: 'Support', description: 'Answers', tags: ['a'], isPublic, graph: modelDocument() };
  return (await api.under.app.createDefinition(viewer, given)).id;
}

/** What a failed import must leave as it is. */
async function saved(): Promise<number> {
  const page = { first: 100, after: null };
  return (await api.under.app.listDefinitions(viewer, { filter: anyDefinition, page })).edges.length;
}

describe('a workflow that is exported', () => {
  it('and imported, as JSON or as text, is another definition with the same file', async () => {
    const id = await newDefinition(true);
    const exported = await file(id);
    for (const workflow of [exported, JSON.stringify(exported)]) {
      const answer = await importing(workflow);
      if (answer.__typename !== 'ImportWorkflowSuccess') throw new Error(answer.message);
      const { definition, report } = answer;
      expect(definition).toMatchObject({
        name: 'Support',
        isPublic: false,
        revision: 1,
        publishedVersion: null,
      });
      expect(definition.id).not.toBe(id);
      expect(report).toEqual([]);
      expect(await file(definition.id)).toEqual(exported);
    }
    expect(await importing(exported, 'Mine')).toMatchObject({ definition: { name: 'Mine' } });
  });

  it('is one version, the draft, or what others may see of it', async () => {
    const id = await newDefinition(true);
    const other = newViewer();
    expect(await file(id, other)).toBeNull();
    await api.under.app.publishDefinition(viewer, { id, expectedVersion: null });
    const changes = { graph: modelDocument('secret draft') };
    await api.under.app.updateDefinition(viewer, { id, expectedVersion: 1, changes });
    expect(JSON.stringify(await file(id))).toContain('secret draft');
    expect(await file(id, viewer, 1)).toEqual(await file(id, other));
    expect(JSON.stringify(await file(id, other))).not.toContain('secret draft');
    for (const version of [0, 2, -1]) expect(await file(id, viewer, version)).toBeNull();
  });
});

describe('a workflow of the former system', () => {
  it('is imported with a report of what was changed', async () => {
    const legacy = {
      name: 'Old',
      nodes: [
        { id: 'start', type: 'start', data: { label: 'Start', nodeType: 'start', config: {} } },
        {
          id: 'ask',
          type: 'llm',
          data: { label: 'Ask', nodeType: 'llm', config: { provider: 'openai', model: 'gpt-4' } },
        },
      ],
      edges: [
        { id: 'e1', source: 'start', target: 'ask', type: 'default', data: {} },
        { id: 'e2', source: 'ask', target: 'END', type: 'default', data: {} },
      ],
    };
    const answer = await importing(legacy);
    if (answer.__typename !== 'ImportWorkflowSuccess') throw new Error(JSON.stringify(answer));
    expect(answer.definition).toMatchObject({ name: 'Old' });
    expect(answer.report.length).toBeGreaterThan(0);
  });
});

describe('an import that is refused', () => {
  it('of the former system says also what could not be converted', async () => {
    const nodes = [{ id: 'a', type: 'teleport', data: { label: 'A', nodeType: 'teleport', config: {} } }];
    const answer = await importing({ name: 'Old', nodes, edges: [] });
    if (answer.__typename !== 'ValidationError') throw new Error(answer.__typename);
    const codes = answer.result.issues.map(({ code }) => code);
    expect(codes).toContain('node/unknown-type');
    expect(codes).toContain('workflow/invalid');
    expect(await saved()).toBe(0);
  });

  it('says first why a condition could not be converted, not what is wrong with what stands in its place', async () => {
    const condition = 'variable count equals';
    const nodes = [
      { id: 'start', type: 'start' },
      { id: 'ask', type: 'conditional', data: { config: { condition } } },
      { id: 'end', type: 'end' },
    ];
    const edges = [
      { source: 'start', target: 'ask' },
      { source: 'ask', target: 'end', sourceHandle: 'true' },
    ];
    const answer = await importing({ name: 'Old', nodes, edges });
    if (answer.__typename !== 'ValidationError') throw new Error(answer.__typename);
    const [first] = answer.result.issues;
    expect(first).toMatchObject({ code: 'workflow/invalid', path: 'nodes.1.data.config.condition' });
    expect(first?.message).toContain(condition);
    expect(answer.message).toContain(first?.message);
    expect(answer.message).not.toContain('legacy');
  });

  it.each<[string, (exported: string) => unknown, string]>([
    ['a truncated file', (text) => text.slice(0, -20), 'document/not-json'],
    [
      'a forged hash',
      (text) => text.replace(/"contentHash":"[0-9a-f]{8}/, '"contentHash":"00000000'),
      'document/hash-mismatch',
    ],
    ['a changed prompt', (text) => text.replace('Hello', 'Jello'), 'document/hash-mismatch'],
    [
      'a future format',
      (text) => text.replace('"formatVersion":1,"kind"', '"formatVersion":9,"kind"'),
      'document/format-too-new',
    ],
    ['a future document', () => ({ formatVersion: 9, nodes: [], edges: [] }), 'document/format-too-new'],
    ['a number', () => 7, 'document/not-object'],
    ['a list', () => [], 'document/not-object'],
    ['a graph that is not valid', () => ({ nodes: [], edges: [] }), 'graph/no-start'],
    ['a text of five megabytes', () => 'x'.repeat(5_000_000), 'document/too-large'],
  ])('for %s says why, and writes nothing', async (_, change, code) => {
    const exported = JSON.stringify(await file(await newDefinition()));
    const changed = change(exported);
    expect(changed).not.toBe(exported);
    const answer = await importing(changed);
    expect(answer).toMatchObject({ __typename: 'ValidationError', code: 'workflow/invalid' });
    expect(answer).toMatchObject({ result: { valid: false, issues: [{ code }] } });
    expect(await saved()).toBe(1);
  });

  it('for a name that is too long says so, and writes nothing', async () => {
    const exported = await file(await newDefinition());
    expect(await importing(exported, 'x'.repeat(300))).toMatchObject({ code: 'input/invalid' });
    expect(await saved()).toBe(1);
  });
});

describe('a file of somebody else', () => {
  it('changes nothing that is there, whatever ids it names', async () => {
    const id = await newDefinition();
    const before = await file(id);
    const answer = await importing({ id, ownerId: viewer.ownerId, ...modelDocument('other') });
    expect(answer).toMatchObject({ __typename: 'ValidationError', code: 'workflow/invalid' });
    expect(await file(id)).toEqual(before);
    expect(await saved()).toBe(1);
  });
});
