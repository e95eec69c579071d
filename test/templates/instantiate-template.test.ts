import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/index.ts';
import { instantiateTemplate } from '../../src/templates/index.ts';
import { apiContext } from '../support/validation-context.ts';
import { registry, validator } from '../support/validator.ts';

const text = { type: 'string' };

/** start → answer (a model with this configuration) → end. */
const modelGraph = (config: JsonObject, more: JsonObject = {}): JsonObject => ({
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'answer', type: 'model', config },
    { id: 'end', type: 'end' },
  ],
  edges: [
    { source: 'start', target: 'answer' },
    { source: 'answer', target: 'end' },
  ],
  ...more,
});

function instantiate(graph: JsonObject, properties: JsonObject, given: JsonObject) {
  return instantiateTemplate({ graph, parameters: { type: 'object', properties } }, given, registry);
}

function documentOf(graph: JsonObject, properties: JsonObject, given: JsonObject): JsonObject {
  const result = instantiate(graph, properties, given);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function codesOf(graph: JsonObject, properties: JsonObject, given: JsonObject): readonly string[] {
  const result = instantiate(graph, properties, given);
  return result.ok ? [] : result.error.map(({ code, path }) => `${code} ${path}`);
}

/** What is wrong with the document in itself. */
function issuesOf(document: Json): readonly string[] {
  const { issues } = validator.validate(document, apiContext).result;
  const ofDocument = issues.filter(({ layer, severity }) => layer !== 'capability' && severity === 'error');
  return ofDocument.map(({ message }) => message);
}

/** A value at a place, such as `nodes.1.config.prompt`. */
function at(document: Json, place: string): Json | undefined {
  return place.split('.').reduce<Json | undefined>((value, key) => {
    return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }, document);
}

const hostile = [
  '{{ vars.secret }}',
  '}}{{ vars.secret }}{{',
  '\\{{ vars.secret }}',
  '"}} {{ vars.secret',
  '" + vars.secret + "',
  "' || true || '",
  'true) || (true',
  '{{',
  '}}',
  '\\',
  '\n// comment',
  '{{ params.topic }}',
  '$(vars.secret) `vars.secret`',
  '__proto__',
];

describe('a parameter in a text with expressions', () => {
  const graph = modelGraph(
    { prompt: 'Write about {{ params.topic }}.', system: '{{ params.topic }}' },
    { variables: { secret: 'x' } },
  );

  it.each(hostile)('reaches the text as data when it runs: %j is never a part of it', (topic) => {
    const document = documentOf(graph, { topic: text }, { topic });
    expect(at(document, 'nodes.1.config')).toEqual({
      prompt: 'Write about {{ vars.params.topic }}.',
      system: '{{ vars.params.topic }}',
    });
    expect(document.variables).toEqual({ secret: 'x', params: { topic } });
    expect(issuesOf(document)).toEqual([]);
  });

  it('T1: changes nothing but the variable, whatever its value is', () => {
    const reference = documentOf(graph, { topic: text }, { topic: '' });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (topic) => {
        const { variables, ...rest } = documentOf(graph, { topic: text }, { topic });
        expect({ ...rest, variables: reference.variables }).toEqual(reference);
        expect(variables).toEqual({ secret: 'x', params: { topic } });
      }),
    );
  });

  it('can be part of any expression', () => {
    const prompt =
      '{{ params.formal ? "Dear " + params.name : "Hi" }} {{ size(params.list) }} {{ "params.name" }}';
    const properties = {
      formal: { type: 'boolean' },
      name: text,
      list: { type: 'array', items: text },
    };
    const given = { formal: true, name: 'Ada', list: ['a'] };
    const document = documentOf(modelGraph({ prompt }), properties, given);
    expect(at(document, 'nodes.1.config.prompt')).toBe(
      '{{ vars.params.formal ? "Dear " + vars.params.name : "Hi" }} {{ size(vars.params.list) }} {{ "params.name" }}',
    );
    expect(issuesOf(document)).toEqual([]);
  });

  it('is not meant by escaped braces, nor by plain words', () => {
    const prompt = 'params.topic \\{{ params.topic }} {{ input.params }}';
    const document = documentOf(modelGraph({ prompt }), { topic: text }, { topic: 'cats' });
    expect(at(document, 'nodes.1.config.prompt')).toBe(prompt);
    expect(document).not.toHaveProperty('variables');
  });

  it('leaves the place out where it has no value', () => {
    const config = { system: '{{ params.tone }}', prompt: 'x{{ params.tone }}' };
    const document = documentOf(modelGraph(config), { tone: text }, {});
    expect(at(document, 'nodes.1.config')).toEqual({ prompt: 'x{{ vars.params.tone }}' });
    expect(document.variables).toEqual({ params: { tone: null } });
  });
});

describe('a parameter that is no text, where only a text can be', () => {
  const config = { prompt: '{{ params.list }}', temperature: '{{ params.heat }}' };
  const properties = { list: { type: 'array' }, heat: { type: 'number' }, tone: text };

  it('is written there by the expression, beside what takes the value', () => {
    const document = documentOf(modelGraph(config), properties, { list: ['{{ vars.x }}'], heat: 1 });
    expect(at(document, 'nodes.1.config')).toEqual({ prompt: '{{ vars.params.list }}', temperature: 1 });
    expect(issuesOf(document)).toEqual([]);
  });

  it('stays for the validator to refuse where nothing is evaluated', () => {
    const document = documentOf(modelGraph({ model: '{{ params.list }}' }), properties, { list: [1] });
    expect(issuesOf(document)).toEqual([expect.stringContaining('config.model')]);
  });

  it('is an empty text where one is required and it has no value', () => {
    const graph = modelGraph(
      {},
      {
        nodes: [
          { id: 'start', type: 'start' },
          { id: 't', type: 'transform', config: { text: '{{ params.tone }}' } },
        ],
        edges: [{ source: 'start', target: 't' }],
      },
    );
    const document = documentOf(graph, properties, {});
    expect(at(document, 'nodes.1.config.text')).toBe('{{ vars.params.tone }}');
    expect(issuesOf(document)).toEqual([]);
  });
});

describe('a parameter in an expression', () => {
  const graph: JsonObject = {
    inputs: { type: 'object', properties: { score: { type: 'number' } } },
    outputs: { name: 'params.label' },
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'test', type: 'conditional', config: { condition: 'input.score > params.threshold' } },
      { id: 'yes', type: 'end' },
      { id: 'no', type: 'end' },
    ],
    edges: [
      { source: 'start', target: 'test' },
      { source: 'test', sourcePort: 'true', target: 'yes' },
      { source: 'test', sourcePort: 'false', target: 'no', condition: 'params.label != "off"' },
      { source: 'test', sourcePort: 'false', target: 'yes' },
    ],
  };
  const properties = { threshold: { type: 'number' }, label: text };

  it.each(hostile)('is data: %j is never a part of it', (label) => {
    const document = documentOf(graph, properties, { threshold: 3, label });
    expect(at(document, 'nodes.1.config.condition')).toBe('input.score > vars.params.threshold');
    expect(at(document, 'edges.2.condition')).toBe('vars.params.label != "off"');
    expect(document.outputs).toEqual({ name: 'vars.params.label' });
    expect(issuesOf(document)).toEqual([]);
  });

  it('has the type of its value, so that a mistake is found before it runs', () => {
    const wrong = { ...graph, outputs: { sum: 'params.label + 1' } };
    const document = documentOf(wrong, properties, { threshold: 3, label: 'a' });
    expect(issuesOf(document)).toEqual([expect.stringContaining('outputs.sum')]);
  });

  it('cannot be the expression', () => {
    const condition = '{{ params.label }}';
    const nodes = [
      { id: 'start', type: 'start' },
      { id: 'test', type: 'conditional', config: { condition } },
    ];
    const document = documentOf(
      { nodes, edges: [{ source: 'start', target: 'test' }] },
      { label: text },
      { label: 'true' },
    );
    expect(JSON.stringify(document.nodes)).not.toContain('"true"');
    expect(issuesOf(document)).not.toEqual([]);
  });

  it('cannot bring one along in an object', () => {
    const nodes = [
      { id: 'start', type: 'start' },
      { id: 'test', type: 'conditional', config: '{{ params.config }}' },
    ];
    const given = { config: { condition: 'vars.secret == 1' } };
    expect(codesOf({ nodes }, { config: { type: 'object' } }, given)).toEqual([
      'parameter/holds-code graph.nodes.1.config.condition',
    ]);
  });

  it('that brings texts along in an object brings no braces that mean something', () => {
    const nodes = [{ id: 'set', type: 'variable', config: { name: 'x', value: '{{ params.value }}' } }];
    const value = { deep: ['{{ vars.secret }}', 'plain', '\\{{ a }}'] };
    const document = documentOf({ nodes }, { value: { type: 'object' } }, { value });
    expect(at(document, 'nodes.0.config.value')).toEqual({
      deep: ['\\{{ vars.secret }}', 'plain', '\\\\{{ a }}'],
    });
  });
});

describe('T2: a parameter makes no structure', () => {
  const list = { type: 'array' };
  const anyObject = { type: 'object' };

  it.each<[string, JsonObject]>([
    ['nodes', { nodes: '{{ params.all }}' }],
    ['edges', { nodes: [{ id: 'start', type: 'start' }], edges: '{{ params.all }}' }],
    ['a node', { nodes: ['{{ params.one }}'] }],
    ['an edge', { nodes: [{ id: 'start', type: 'start' }], edges: ['{{ params.one }}'] }],
    ['outputs', { nodes: [{ id: 'start', type: 'start' }], outputs: '{{ params.one }}' }],
    ['an output', { nodes: [{ id: 'start', type: 'start' }], outputs: { a: '{{ params.code }}' } }],
  ])('it cannot be %s', (_, graph) => {
    const given = { all: [{ id: 'evil', type: 'start' }], one: { id: 'evil', type: 'start' }, code: 'evil' };
    const document = documentOf(graph, { all: list, one: anyObject, code: text }, given);
    const { variables: _values, ...rest } = document;
    expect(JSON.stringify(rest)).not.toContain('evil');
    expect(issuesOf(document)).not.toEqual([]);
  });
});

describe('a parameter elsewhere', () => {
  const properties = {
    model: text,
    temperature: { type: 'number' },
    stop: { type: 'array', items: text },
    size: { type: 'integer' },
    place: { type: 'object' },
  };

  it('is its value where it is the whole text, with its type', () => {
    const config = {
      provider: 'offline',
      model: '{{params.model}}',
      temperature: '{{ params.temperature }}',
      stop: '{{ params.stop }}',
      maxTokens: '{{ params.size }}',
    };
    const given = { model: '{{ x }}', temperature: 0, stop: ['END'], size: 5 };
    const document = documentOf(modelGraph(config), properties, given);
    expect(at(document, 'nodes.1.config')).toEqual({
      provider: 'offline',
      model: '{{ x }}',
      temperature: 0,
      stop: ['END'],
      maxTokens: 5,
    });
    expect(issuesOf(document)).toEqual([]);
    expect(document).not.toHaveProperty('variables');
  });

  it('is text within a text', () => {
    const graph = {
      ...modelGraph({
        provider: 'p-{{ params.size }}',
        model: 'm',
        stop: ['{{ params.model }}-{{ params.place }}'],
      }),
      name: 'About {{ params.model }}',
      metadata: { note: '{{ params.size }} of {{ params.place.city }}' },
    };
    const given = { model: 'cats', size: 3, place: { city: 'Rome' } };
    const document = documentOf(graph, properties, given);
    expect(at(document, 'nodes.1.config.provider')).toBe('p-3');
    expect(at(document, 'nodes.1.config.stop')).toEqual(['cats-{"city":"Rome"}']);
    expect(document).toMatchObject({ name: 'About cats', metadata: { note: '3 of Rome' } });
  });

  it('without a value takes its member away, and stands as null in a list and as nothing in a text', () => {
    const graph = modelGraph(
      { temperature: '{{ params.temperature }}', model: 'x{{ params.model }}' },
      { metadata: { list: ['{{ params.model }}'], gone: '{{ params.place.city }}' } },
    );
    const document = documentOf(graph, properties, {});
    expect(at(document, 'nodes.1.config')).toEqual({ model: 'x' });
    expect(document.metadata).toEqual({ list: [null] });
  });

  it('fills initial values and limits', () => {
    const graph = modelGraph(
      {},
      { variables: { tries: '{{ params.size }}' }, limits: { maxSteps: '{{ params.size }}' } },
    );
    const document = documentOf(graph, properties, { size: 7 });
    expect(document).toMatchObject({ variables: { tries: 7 }, limits: { maxSteps: 7 } });
    expect(issuesOf(document)).toEqual([]);
  });

  it('is no expression there: what asks for more than a value is refused', () => {
    expect(codesOf(modelGraph({ maxTokens: '{{ params.size + 1 }}' }), properties, { size: 1 })).toEqual([
      'parameter/not-a-name graph.nodes.1.config.maxTokens',
    ]);
  });
});

describe('names', () => {
  it('that are no parameter’s are refused at their place, with what was probably meant', () => {
    const graph = modelGraph(
      { prompt: '{{ params.tpoic }}', model: '{{ params.modle }}' },
      { outputs: { x: 'params.topi' } },
    );
    const result = instantiate(graph, { topic: text, model: text }, {});
    expect(result.ok ? [] : result.error).toMatchObject([
      { path: 'graph.nodes.1.config.prompt', suggestion: 'topic' },
      { path: 'graph.nodes.1.config.model', suggestion: 'model' },
      { path: 'graph.outputs.x', suggestion: 'topic' },
    ]);
  });

  it('of a variable of the graph may not be the one that parameters need', () => {
    const graph = modelGraph({ prompt: '{{ params.topic }}' }, { variables: { params: 1 } });
    expect(codesOf(graph, { topic: text }, { topic: 'x' })).toEqual([
      'parameter/name-taken graph.variables.params',
    ]);
  });

  it('that only look like it stay: a member, a function, a longer name', () => {
    const prompt = '{{ input.params.topic }} {{ params_topic }} {{ xparams.topic }}';
    const document = documentOf(modelGraph({ prompt }), { topic: text }, { topic: 'x' });
    expect(at(document, 'nodes.1.config.prompt')).toBe(prompt);
  });
});

describe('parameters that are brought by value again and again', { timeout: 20_000 }, () => {
  const many = (count: number, entry: (index: number) => readonly [string, string]) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => entry(index)));
  const variable = (value: JsonObject) => ({
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'keep', type: 'variable', config: { name: 'kept', value } },
    ],
    edges: [{ source: 'start', target: 'keep' }],
  });

  it.each<[string, JsonObject, Json]>([
    [
      'a list at thousands of places',
      variable(many(15_000, (index) => [`a${index}`, '{{ params.x }}'])),
      Array.from({ length: 50_000 }, () => 0),
    ],
    ['a text within one text', { nodes: [], name: '{{ params.x }}'.repeat(15_000) }, 'x'.repeat(100_000)],
  ])('are refused beyond the length of a document: %s', (_, graph, x) => {
    const result = instantiate(graph, { x: {} }, { x });
    const issues = result.ok ? [] : result.error;
    expect(issues).toMatchObject([
      { code: 'parameter/too-large', message: expect.stringMatching(/bytes: /) },
    ]);
  });

  it('are refused where a long key is told again with each of them', () => {
    const value = { ['k'.repeat(400_000)]: many(10_000, (index) => [`a${index}`, '{{ params.x }}']) };
    expect(codesOf(variable(value), { x: {} }, { x: 1 })).toEqual(['parameter/too-large graph']);
    expect(codesOf({ nodes: [], variables: value }, { x: {} }, { x: 1 })).toEqual([
      'parameter/too-large graph',
    ]);
  });

  it('stand beside thousands of expressions', () => {
    const values = many(20_000, (index) => [`a${index}`, '{{ params.x }}']);
    const expressions = many(20_000, (index) => [`b${index}`, '{{ input.x }}']);
    expect(codesOf(variable({ ...values, ...expressions }), { x: {} }, { x: 1 })).toEqual([]);
  });
});

it('T3: never throws, whatever the document is', () => {
  const placeholder = fc.constantFrom(
    '{{ params.a }}',
    '{{ params.b.c }}',
    'x{{params.a}}',
    '{{ params',
    '\\{{',
  );
  const anything = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), placeholder, tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(
      fc.constantFrom('nodes', 'edges', 'outputs', 'config', 'type', 'condition', 'variables', 'id', 'value'),
      tie('value'),
    ),
  })).object;
  fc.assert(
    fc.property(anything, fc.jsonValue(), (graph, a) => {
      const template = { graph: graph as JsonObject, parameters: { properties: { a: {}, b: {} } } };
      instantiateTemplate(template, { a: a as Json }, registry);
    }),
  );
});
