import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/index.ts';
import { builtInKinds, createRegistry } from '../../src/nodes/index.ts';
import { noopKind } from '../support/noop-kind.ts';
import { graphOf, registry } from './run-node.ts';

const kinds = [...builtInKinds, noopKind];

/** Every setting in a JSON Schema that has no description, by its path. */
function undescribed(schema: Json | undefined, path = ''): readonly string[] {
  if (!isJsonObject(schema)) return [];
  const properties: JsonObject = isJsonObject(schema.properties) ? schema.properties : {};
  const own = Object.entries(properties).flatMap(([name, property]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const described = isJsonObject(property) && typeof property.description === 'string';
    return [...(described ? [] : [at]), ...undescribed(property, at)];
  });
  return [...own, ...undescribed(schema.items, `${path}[]`)];
}

describe('the kinds of node', () => {
  it('are these', () => {
    expect(builtInKinds.map(({ type }) => type)).toEqual([
      'start',
      'end',
      'model',
      'conditional',
      'switch',
      'loop',
      'map',
      'error_handler',
      'subworkflow',
      'variable',
      'transform',
      'http_request',
      'code',
      'delay',
      'note',
    ]);
  });

  it.each(
    kinds.map((kind) => [kind.type, kind] as const),
  )('%s describes itself, its ports and its settings', (_, kind) => {
    expect(kind.type).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(kind.label.length).toBeGreaterThan(0);
    expect(kind.description).toMatch(/\.$/);
    for (const port of kind.ports) expect(port.description).toMatch(/\.$/);
    expect(undescribed(kind.configSchema)).toEqual([]);
  });

  it.each(
    kinds.map((kind) => [kind.type, kind] as const),
  )('%s has a strict JSON Schema and no port twice', (_, kind) => {
    expect(kind.configSchema).toMatchObject({ type: 'object', additionalProperties: false });
    const names = kind.ports.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('ask for nothing that has a default', () => {
    const required = Object.fromEntries(
      kinds.map(({ type, configSchema }) => [type, configSchema.required ?? []]),
    );
    expect(required).toEqual({
      start: [],
      end: [],
      model: [],
      conditional: ['condition'],
      switch: ['cases'],
      loop: ['maxIterations'],
      map: ['items', 'graph'],
      error_handler: [],
      subworkflow: [],
      variable: ['name'],
      transform: [],
      http_request: ['url'],
      code: ['source'],
      delay: [],
      note: [],
      noop: [],
    });
  });

  it('say what must be set up or allowed for them', () => {
    expect(builtInKinds.flatMap(({ type, needs }) => needs.map((need) => [type, need]))).toEqual([
      ['model', 'models'],
      ['code', 'code'],
    ]);
  });

  it('that act on the world are effectful', () => {
    expect(builtInKinds.filter(({ pure }) => !pure).map(({ type }) => type)).toEqual([
      'model',
      'http_request',
      'code',
      'delay',
    ]);
  });
});

describe('the registry', () => {
  it('refuses two kinds of one name', () => {
    expect(() => createRegistry([noopKind, noopKind])).toThrow('same type');
  });

  it('answers what the rules of a graph ask', () => {
    expect(registry.has('loop')).toBe(true);
    expect(registry.has('constructor')).toBe(false);
    expect(registry.types()).toContain('noop');
    expect(registry.traitsOf('loop')).toMatchObject({ bodyPort: 'body', isEntry: false });
    expect(registry.traitsOf('start')).toMatchObject({ bodyPort: null, isEntry: true });
    expect(registry.traitsOf('nothing')).toEqual({ bodyPort: null, isEntry: false });
  });

  it('knows the ports of a node, unless its configuration does not say', () => {
    const { nodes } = graphOf({
      nodes: [
        { id: 'a', type: 'conditional', config: { condition: 'true' } },
        { id: 'b', type: 'conditional', config: {} },
        { id: 'c', type: 'end' },
      ],
    });
    expect(nodes.map((node) => registry.portsOf(node))).toEqual([['true', 'false', 'error'], null, []]);
  });
});
