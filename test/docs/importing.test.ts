import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { convertLegacyCondition } from '../../src/expression/index.ts';
import { convertLegacyWorkflow } from '../../src/graph/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/index.ts';
import {
  capabilityParameters,
  modelParameters,
  retrievalParameters,
  toolParameters,
} from '../../src/templates/legacy/legacy-parameters.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/importing.md'), 'utf8');

/** The rows of the table with these columns, cell by cell. */
function rowsOf(header: string): readonly (readonly string[])[] {
  const [, table = ''] = page.split(`${header}\n`);
  const lines = table.split('\n').slice(1);
  const rows = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('|')),
  );
  if (rows.length === 0) throw new Error(`the page has no table ${header}`);
  return rows.map((row) =>
    row
      .split(/\s*(?<!\\)\|\s*/)
      .slice(1, -1)
      .map((cell) => cell.replaceAll('\\|', '|')),
  );
}

const bare = (cell = '') => cell.replace(/^`(.*)`$/, '$1');
const names = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

function nodeOf(type: string, config: JsonObject): JsonObject {
  const result = convertLegacyWorkflow({
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'it', type, config },
    ],
  });
  const nodes: Json = result.ok ? (result.value.graph.nodes ?? []) : [];
  const found = Array.isArray(nodes) ? nodes.find((node) => isJsonObject(node) && node.id === 'it') : null;
  return isJsonObject(found) ? found : {};
}

/** A value that the setting may have, in the former words and in those of today. */
const samples: Readonly<Record<string, readonly [Json, Json]>> = {
  allowedTools: [['x'], ['x']],
  parallel: [true, true],
  threshold: [0.5, 0.5],
  topP: [0.5, 0.5],
  documentIds: [['x'], ['x']],
  collections: [['x'], ['x']],
  while: ['tool_calls < 3', 'toolCallCount() < 3'],
  until: ['tool_calls < 3', 'toolCallCount() < 3'],
  condition: ['tool_calls < 3', 'toolCallCount() < 3'],
  action: ['stop', 'stop'],
  type: ['random', 'random'],
  system: ['a {{ b }}', 'a \\{{ b }}'],
  model: ['x', 'x'],
  name: ['x', 'x'],
  tool: ['x', 'x'],
};

function otherThan(value: Json): Json {
  if (Array.isArray(value)) return ['y'];
  if (typeof value === 'number') return 1;
  return typeof value === 'boolean' ? !value : 'y';
}

describe('the page on importing', () => {
  it('names what every kind of node was called', () => {
    for (const [was, is] of rowsOf('| was called | is |')) {
      expect(nodeOf(bare(was), {}).type, was).toBe(bare(is));
    }
  });

  it('names every spelling of every setting, and the one that wins', () => {
    for (const [kind, setting, spellings] of rowsOf('| kind | setting | was called | |')) {
      const [given, expected] = samples[bare(setting)] ?? [7, 7];
      const [first = '', ...others] = names(spellings);
      for (const spelling of [first, ...others]) {
        const { config } = nodeOf(bare(kind), { [spelling]: given });
        expect(config, `${kind} ${spelling}`).toMatchObject({ [bare(setting)]: expected });
      }
      const all = Object.fromEntries([...others.map((name) => [name, otherThan(given)]), [first, given]]);
      expect(nodeOf(bare(kind), all).config).toMatchObject({ [bare(setting)]: expected });
    }
  });

  it('writes conditions as they are converted', () => {
    const known = { variables: [], loops: ['refine'] };
    for (const [was, is] of rowsOf('| was | is |')) {
      const result = convertLegacyCondition(bare(was), known);
      expect(result.ok && result.value.expression).toBe(bare(is));
    }
  });

  it('names conditions that are not converted, and what to write', () => {
    for (const [was, write] of rowsOf('| was taken for true | write |')) {
      const result = convertLegacyCondition(bare(was));
      expect(result.ok).toBe(false);
      if (!result.ok) expect(result.error.suggestion ?? '–').toBe(bare(write));
    }
  });

  it('names every parameter of a legacy template, with its spellings', () => {
    const all = [...modelParameters, ...retrievalParameters, ...toolParameters, ...capabilityParameters];
    const rows = rowsOf('| parameter | was called |').map(([name, spellings]) => [
      bare(name),
      names(spellings),
    ]);
    expect(rows).toEqual(all.map(({ name, spellings }) => [name, spellings]));
  });
});
