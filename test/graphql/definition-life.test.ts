import { describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/app/index.ts';
import { brokenDocument, modelDocument, newViewer } from '../app/app-under-test.ts';
import * as definitions from './definition-operations.ts';
import { provideGraphql } from './graphql-under-test.ts';
import * as operations from './operations.ts';

const { api, viewer } = provideGraphql();

async function newDefinition(
  more: { readonly isPublic?: boolean; readonly name?: string } = {},
): Promise<string> {
  const input = { name: 'Support', graph: modelDocument(), ...more };
  const { createWorkflowDefinition: answer } = await api.data(viewer, operations.createDefinition, { input });
  if (answer.__typename !== 'CreateWorkflowDefinitionSuccess') throw new Error(answer.message);
  return answer.definition.id;
}

const update = async (id: string, expectedVersion: number, changes: object) => {
  const input = { id, expectedVersion, ...changes };
  return (await api.data(viewer, operations.updateDefinition, { input })).updateWorkflowDefinition;
};
const publish = async (id: string, more: object = {}) =>
  (await api.data(viewer, operations.publishDefinition, { id, ...more })).publishWorkflowDefinition;
const look = async (id: string, who = viewer) =>
  (await api.data(who, definitions.lookAtDefinition, { id })).workflowDefinition;
const promptOf = (prompt: string) => ({ nodes: [{}, { config: { prompt } }] });

describe('a change of a draft that somebody else has changed', () => {
  it('is a conflict that says what has changed since', async () => {
    const id = await newDefinition();
    await update(id, 1, { graph: modelDocument('Other') });
    const answer = await update(id, 1, { name: 'Late' });
    expect(answer).toEqual({
      __typename: 'ConflictError',
      code: 'definition/conflict',
      message: expect.stringContaining('now at revision 2 (node answer: config.prompt changed)'),
      revision: 2,
      changes: [
        {
          subject: 'NODE',
          id: 'answer',
          change: 'CHANGED',
          path: 'config.prompt',
          before: 'Hello',
          after: 'Other',
        },
      ],
    });
    expect(await look(id)).toMatchObject({ name: 'Support', revision: 2 });
  });

  it('says so where nothing in the graph has changed, and where it is not known', async () => {
    const id = await newDefinition();
    await update(id, 1, { name: 'Renamed' });
    expect(await update(id, 1, { name: 'Late' })).toMatchObject({
      changes: [],
      message: expect.stringContaining('(nothing in its graph)'),
    });
    for (const unknown of [0, -1, 99]) {
      expect(await update(id, unknown, { name: 'Late' })).toMatchObject({ changes: null, revision: 2 });
    }
  });

  it('by twenty clients at once is done for one of them, and nineteen get the conflict', async () => {
    const id = await newDefinition();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => update(id, 1, { graph: modelDocument(`by ${index}`) })),
    );
    const won = answers.flatMap((answer, index) =>
      answer.__typename === 'UpdateWorkflowDefinitionSuccess' ? [index] : [],
    );
    expect(won).toHaveLength(1);
    const after = `by ${won[0]}`;
    for (const [index, answer] of answers.entries()) {
      if (index !== won[0])
        expect(answer).toMatchObject({ code: 'definition/conflict', changes: [{ after }] });
    }
    expect(await look(id)).toMatchObject({ revision: 2, document: promptOf(after) });
  });

  it('does not publish what the publisher has not seen', async () => {
    const id = await newDefinition();
    await update(id, 1, { graph: modelDocument('Other') });
    for (const expectedVersion of [1, 3]) {
      expect(await publish(id, { expectedVersion })).toMatchObject({ code: 'definition/conflict' });
    }
    expect(await look(id)).toMatchObject({ publishedVersion: null });
  });
});

describe('a version', () => {
  it('says what is new in it, and is compared with others and with the draft', async () => {
    const id = await newDefinition();
    await publish(id, { changelog: 'First' });
    await update(id, 1, { graph: { ...modelDocument('Hi'), outputs: { text: 'nodes.answer.output.text' } } });
    await publish(id, { changelog: 'Says hi' });
    const { versions } = (await look(id)) ?? {};
    expect(versions?.nodes).toMatchObject([
      { version: 2, changelog: 'Says hi', document: { outputs: { text: 'nodes.answer.output.text' } } },
      { version: 1, changelog: 'First', document: { outputs: {} } },
    ]);
    const diff = async (range: object) =>
      (await api.data(viewer, definitions.diffVersions, { definitionId: id, ...range })).diffWorkflowVersions;
    expect(await diff({})).toEqual({ isSame: true, isBreaking: false, changes: [] });
    expect(await diff({ from: 1, to: 2 })).toMatchObject({
      isSame: false,
      isBreaking: false,
      changes: [
        { subject: 'OUTPUT', id: 'text', change: 'ADDED' },
        { subject: 'NODE', id: 'answer', path: 'config.prompt', before: 'Hello', after: 'Hi' },
      ],
    });
    expect(await diff({ from: 2, to: 1 })).toMatchObject({ isBreaking: true });
    for (const range of [{ from: 3 }, { to: 3 }, { from: -1 }, { to: 0 }])
      expect(await diff(range)).toBeNull();
  });

  it('becomes the draft again, and what is published stays', async () => {
    const id = await newDefinition();
    await publish(id);
    await update(id, 1, { graph: modelDocument('Other') });
    await publish(id);
    const restore = async (more: object) =>
      (await api.data(viewer, definitions.restoreVersion, { id, version: 1, ...more }))
        .restoreWorkflowDefinitionVersion;
    expect(await restore({ expectedVersion: 1 })).toMatchObject({ code: 'definition/conflict' });
    expect(await restore({ version: 7 })).toMatchObject({ code: 'definition/version-not-found' });
    expect(await restore({ expectedVersion: 2 })).toMatchObject({
      definition: { revision: 3, document: promptOf('Hello') },
    });
    expect(await look(id)).toMatchObject({ publishedVersion: 2 });
    expect(await publish(id)).toMatchObject({ version: { version: 3 } });
  });

  it('with a changelog that is too long, or cannot be stored, is not published', async () => {
    const id = await newDefinition();
    for (const changelog of ['x'.repeat(10_001), 'a\0b']) {
      expect(await publish(id, { changelog })).toMatchObject({ code: 'input/invalid' });
    }
    expect(await look(id)).toMatchObject({ publishedVersion: null });
  });
});

describe('a copy', () => {
  const duplicate = async (id: string, name: string | null, who = viewer) =>
    (await api.data(who, definitions.duplicateDefinition, { id, name })).duplicateWorkflowDefinition;

  it('is private, unpublished and one’s own', async () => {
    const id = await newDefinition({ isPublic: true });
    await publish(id);
    const answer = await duplicate(id, null);
    expect(answer).toMatchObject({
      definition: { name: 'Support (copy)', isPublic: false, revision: 1, publishedVersion: null },
    });
    expect(await duplicate(id, 'Mine')).toMatchObject({ definition: { name: 'Mine' } });
    expect(await duplicate(id, 'x'.repeat(300))).toMatchObject({ code: 'input/invalid' });
  });

  it('of somebody else’s is of what is published, never of the draft', async () => {
    const id = await newDefinition({ isPublic: true });
    const other = newViewer();
    expect(await duplicate(id, null, other)).toMatchObject({ code: 'definition/not-found' });
    await publish(id);
    await update(id, 1, { graph: modelDocument('secret draft') });
    expect(await duplicate(id, null, other)).toMatchObject({ definition: { document: promptOf('Hello') } });
    await update(id, 2, { isPublic: false });
    expect(await duplicate(id, null, other)).toMatchObject({ code: 'definition/not-found' });
  });

  it('has a name that fits, cut between two characters', async () => {
    const id = await newDefinition({ name: 'é'.repeat(1) + '💬'.repeat(127) });
    const answer = await duplicate(id, null);
    if (answer.__typename !== 'DuplicateWorkflowDefinitionSuccess') throw new Error(answer.message);
    expect(answer.definition.name).toBe(`é${'💬'.repeat(123)} (copy)`);
  });
});

describe('the archive', () => {
  it('keeps a definition out of lists, and nothing else changes', async () => {
    const id = await newDefinition();
    const archive = async (archived: boolean | null, who = viewer) =>
      (await api.data(who, definitions.archiveDefinition, { id, archived })).archiveWorkflowDefinition;
    const names = async (filter: object) =>
      (await api.data(viewer, operations.listDefinitions, { filter })).workflowDefinitions.nodes.length;
    expect(await archive(true, newViewer())).toMatchObject({ code: 'definition/not-found' });
    expect(await archive(null)).toMatchObject({ definition: { archivedAt: expect.any(String) } });
    expect([await names({}), await names({ archived: true })]).toEqual([0, 1]);
    expect(await publish(id)).toMatchObject({ version: { version: 1 } });
    expect(await archive(false)).toMatchObject({ definition: { archivedAt: null } });
    expect([await names({}), await names({ archived: true })]).toEqual([1, 0]);
  });
});

describe('a list of the definitions of one owner', () => {
  const list = async (who: Viewer, filter: object) =>
    (await api.data(who, operations.listDefinitions, { filter })).workflowDefinitions.nodes;

  it('shows him all of them, others what he has published for everybody, and administrators everything', async () => {
    await newDefinition({ name: 'private' });
    await publish(await newDefinition({ name: 'public', isPublic: true }));
    await newDefinition({ name: 'unpublished', isPublic: true });
    const { ownerId } = viewer;
    const names = async (who: Viewer, filter: object = {}) =>
      (await list(who, { ownerId, ...filter })).map(({ name }) => name);
    expect(await names(viewer)).toEqual(['unpublished', 'public', 'private']);
    expect(
      await names({ ...viewer, ownerId: ownerId.toLowerCase() }, { ownerId: ownerId.toUpperCase() }),
    ).toEqual(['unpublished', 'public', 'private']);
    expect(await names(newViewer())).toEqual(['public']);
    expect(await names(newViewer('admin'))).toEqual(['unpublished', 'public', 'private']);
    expect(await names(newViewer('admin'), { text: 'VATE' })).toEqual(['private']);
    expect(await names(newViewer(), { ownerId: 'nobody' })).toEqual([]);
    expect(await names(newViewer('admin'), { ownerId: 'nobody' })).toEqual([]);
  });

  it('gives administrators the drafts and the versions along', async () => {
    const id = await newDefinition();
    await publish(id, { changelog: 'First' });
    const shown = (await list(newViewer('admin'), { ownerId: viewer.ownerId }))[0];
    expect(shown).toMatchObject({
      ownerId: viewer.ownerId,
      document: { nodes: expect.any(Array) },
      version: { changelog: 'First', document: { nodes: expect.any(Array) } },
      versions: { nodes: [{ version: 1 }] },
    });
    expect(await look(id, newViewer('admin'))).toBeNull();
  });

  it('is refused where it is also said whose, in another way', async () => {
    const filter = { ownerId: viewer.ownerId, from: 'ANY' };
    const { errors } = await api.askText(viewer, String(operations.listDefinitions), { filter });
    expect(errors).toMatchObject([{ extensions: { code: 'input/invalid' } }]);
    expect(errors?.[0]?.message).toBe('filter: give either `from` or `ownerId`, not both');
  });
});

describe('bad input', () => {
  it.each([
    -1,
    0,
    101,
    1_000_000,
    2 ** 31 - 1,
  ])('a page of %i is refused with what is allowed', async (first) => {
    for (const operation of [operations.listDefinitions, operations.listExecutions]) {
      const { errors } = await api.askText(viewer, String(operation), { first });
      expect(errors).toMatchObject([{ extensions: { code: 'input/invalid' } }]);
      expect(errors?.[0]?.message).toContain('from 1 to 100');
    }
  });

  it('a name of 300 characters is refused, and nothing is written', async () => {
    const id = await newDefinition();
    expect(await update(id, 1, { name: 'x'.repeat(300) })).toMatchObject({ code: 'input/invalid' });
    expect(await update(id, 1, { graph: { ...brokenDocument, edges: [] } })).toMatchObject({
      code: 'workflow/invalid',
    });
    expect(await look(id)).toMatchObject({ revision: 1, name: 'Support' });
  });
});

describe('the analysis', () => {
  it('of a definition is of its draft, and of anything else that can be read', async () => {
    const { analysis } = (await look(await newDefinition())) ?? {};
    expect(analysis).toEqual({
      complexity: {
        score: 2,
        nodeCount: 2,
        edgeCount: 1,
        depth: 2,
        branchingFactor: 0.5,
        loopComplexity: 0,
        conditionalComplexity: 1,
      },
      executionPaths: 1,
      hasMorePaths: false,
      bottlenecks: [],
      suggestions: [],
      risks: [],
    });
    const graph = { nodes: [{ id: 'a', type: 'model' }], edges: [{ source: 'a', target: 'a' }] };
    const { analyzeWorkflow } = await api.data(viewer, definitions.analyzeWorkflow, { graph });
    expect(analyzeWorkflow).toMatchObject({
      complexity: { nodeCount: 1, loopComplexity: 0 },
      risks: [{ type: 'NO_START' }, { type: 'DISCONNECTED', nodeIds: ['a'] }],
      suggestions: [{ type: 'VALIDATION', impact: 'HIGH' }],
    });
  });

  it('of what cannot be read is an error that says why', async () => {
    const graph = { nodes: [{ id: 'a b', type: 'model' }], edges: [] };
    const { errors } = await api.askText(viewer, String(definitions.analyzeWorkflow), { graph });
    expect(errors).toMatchObject([{ extensions: { code: 'workflow/invalid' } }]);
  });
});
