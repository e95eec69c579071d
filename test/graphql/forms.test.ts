import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseWorkflowGraph } from '../../src/graph/index.ts';
import { isJsonObject, type JsonObject } from '../../src/kernel/index.ts';
import { builtInKinds, type RegisteredKind } from '../../src/nodes/index.ts';
import { newViewer } from '../app/app-under-test.ts';
import { configOf, type Entry, filledWith, formOf, schemaOf, wrongValues } from '../support/form-model.ts';
import { provideGraphql } from './graphql-under-test.ts';
import * as operations from './operations.ts';

const { api } = provideGraphql();

const nodeTypes = async () =>
  (await api.data(newViewer(), operations.listNodeTypes, { category: null })).nodeTypes;

/** The configurations of the kind's nodes in the example of its page. */
function exampleConfigs(type: string): readonly JsonObject[] {
  const page = readFileSync(join(import.meta.dirname, `../../docs/nodes/${type}.md`), 'utf8');
  const [, text = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const graph = parseWorkflowGraph(JSON.parse(text));
  if (!graph.ok) throw new Error(graph.error[0]?.message);
  return graph.value.nodes.filter((node) => node.type === type).map(({ config }) => config);
}

/** As it comes over the API. */
function schemaFrom(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new Error('the schema of a configuration is an object');
  const { $schema: _, ...schema } = value;
  return schema;
}

function entriesOf(kind: RegisteredKind): readonly Entry[] {
  const form = formOf(kind.configSchema);
  return form.type === 'group' ? form.entries : [];
}

function refusals(kind: RegisteredKind, config: JsonObject): readonly string[] {
  const configured = kind.configure(config);
  return configured.ok ? [] : configured.error.map(({ at }) => at);
}

describe('nodeTypes', () => {
  it('say enough to draw a palette: each kind has a group, a name, a description and its ports', async () => {
    const palette = Map.groupBy(await nodeTypes(), ({ category }) => category);
    expect([...palette.values()].flat()).toHaveLength(builtInKinds.length);
    for (const { label, description, ports } of [...palette.values()].flat()) {
      expect(label).toMatch(/\S/);
      expect(description).toMatch(/\S/);
      for (const port of ports) expect(port.description).toMatch(/\S/);
    }
  });

  it('say enough to draw the form of every kind, without loss: from the form comes the schema again', async () => {
    for (const { configSchema } of await nodeTypes()) {
      const schema = schemaFrom(configSchema);
      expect(schemaOf(formOf(schema))).toEqual(schema);
    }
  });

  it('say enough to fill the form with what a node has, and to have it back', async () => {
    for (const { type, configSchema } of await nodeTypes()) {
      const form = formOf(schemaFrom(configSchema));
      for (const config of exampleConfigs(type)) expect(configOf(filledWith(form, config))).toEqual(config);
    }
  });
});

describe.each(builtInKinds.map((kind) => [kind.type, kind] as const))('the form of %s', (type, kind) => {
  const [example = {}] = exampleConfigs(type);

  it('keeps the rules that the kind has: what it would not let through is refused, with its place', () => {
    expect(refusals(kind, example)).toEqual([]);
    for (const { name, field, isRequired } of entriesOf(kind)) {
      for (const value of wrongValues(field)) {
        const at = refusals(kind, { ...example, [name]: value });
        expect({ name, at: at.map((place) => place.split('.')[0]) }).toEqual({
          name,
          at: expect.arrayContaining([name]),
        });
      }
      const { [name]: _, ...without } = example;
      if (isRequired) expect(refusals(kind, without)).toContain(name);
    }
    expect(refusals(kind, { ...example, unheardOf: 1 })).not.toEqual([]);
  });

  it('shows as presets what the kind takes where nothing is set', () => {
    const presets = entriesOf(kind).flatMap(({ name, preset }) =>
      preset === undefined || name in example ? [] : [[name, preset] as const],
    );
    for (const [name, preset] of presets) {
      expect({ name, refused: refusals(kind, { ...example, [name]: preset }) }).toEqual({
        name,
        refused: [],
      });
    }
  });
});
