import { describe, expect, it } from 'vitest';
import { compileExpression, expressionLimits } from '../../src/expression/index.ts';
import type { Json } from '../../src/kernel/index.ts';
import { scope, values } from './scope.ts';

function evaluate(source: string, data = values): Json {
  const compiled = compileExpression(source, scope);
  if (!compiled.ok) throw new Error(compiled.error.message);
  const result = compiled.value.evaluate(data);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function issueOf(source: string) {
  const compiled = compileExpression(source, scope);
  return compiled.ok ? undefined : compiled.error;
}

describe('the value of an expression', () => {
  it.each<[string, Json]>([
    ['vars.tries < 3', true],
    ['input.score > 0.5', true],
    ['vars.tries == 2 && 2 == vars.tries', true],
    ['1 == 1.0', true],
    ['vars.total / 2', 2.5],
    ['7 / 2', 3],
    ['7 / 2.0', 3.5],
    ['vars.total + 1', 6],
    ['2 * vars.total - 1', 9],
    ['vars.total % 2 == 1', true],
    ['7.5 % 2.0', 1.5],
    ['-vars.total', -5],
    ['vars.items == [1, 2, 3]', true],
    ['2 in vars.items', true],
    ['1 in []', false],
    ['[] + vars.items', [1, 2, 3]],
    ['vars.items[input.position]', 2],
    ['input.tags[input.position - 1]', 'a'],
    ['"n: " + string(vars.tries)', 'n: 2'],
    ['vars.name == null', false],
    ['nodes.answer.output.none == null', true],
    ['nodes["my-node"].output[0]', true],
    ['nodes.answer.output["text"]', 'hi'],
    ['labels.env + labels["env"]', 'prodprod'],
    ['"env" in labels', true],
    ['has(vars.data.size) && !has(vars.data.color)', true],
    ['loop.refine.index + 1', 3],
    ['vars.items.map(loop, loop * 2)', [2, 4, 6]],
    ['vars.items.map(x, x > 1, x)', [2, 3]],
    ['vars.items.filter(x, x > 1)', [2, 3]],
    ['labels.map(key, key)', ['env']],
    ['vars.items.exists_one(x, x == 1)', true],
    ['((vars.items) + (vars.items)).map(x, x)', [1, 2, 3, 1, 2, 3]],
    ['vars.name + (("a") + (vars.name))', 'AdaaAda'],
    ['("a" + (vars.name)) + "b"', 'aAdab'],
    ['(input.urgent ? ("a") : (vars.name)) + vars.name', 'AdaAda'],
    ['(vars.name // )\n) + (vars.name) + ")"', 'AdaAda)'],
    ['((vars.items).map(x, (x) + (1))).map(x, ((x)) * 2)', [4, 6, 8]],
    ['[vars.name, "b"].map(x, (x) + (x))', ['AdaAda', 'bb']],
    ['b"a" + b"b"', 'YWI='],
    ['input.urgent ? "now" : input.topic', 'cats'],
    ['!input.urgent', true],
    ['{"a": [1, "x", null]}', { a: [1, 'x', null] }],
    ['{"a": 1}[vars.name == "Ada" ? "a" : "b"]', 1],
    ['vars.data.constructor', 'Acme'],
    ['vars.data', { constructor: 'Acme', size: 2 }],
    ['type(1) == int', true],
    ['b"abc"', 'YWJj'],
    ['7u', 7],
    ['timestamp("2024-01-01T00:00:00Z")', '2024-01-01T00:00:00.000Z'],
    ['timestamp("2024-01-01T00:00:00Z") + duration("90s")', '2024-01-01T00:01:30.000Z'],
    ['string(timestamp("2024-01-01T00:00:00.500Z"))', '2024-01-01T00:00:00.500Z'],
    ['string(timestamp(0)) + " " + string(duration("90s"))', '1970-01-01T00:00:00Z 90s'],
    ['int(timestamp("1970-01-01T00:01:00Z")) + int(7u)', 67],
    ['timestamp(timestamp(0)) == timestamp(0) && duration(duration("1s")) == duration("1s")', true],
    ['timestamp("2024-01-01T00:00:00Z") - timestamp("2023-12-31T23:59:00Z")', '60s'],
    ['duration("60s") > duration("1s")', true],
    ['"the loop matches(" + r"\\loop"', 'the loop matches(\\loop'],
    ['"""a\n"quoted" loop"""', 'a\n"quoted" loop'],
    ['vars.tries // the loop', 2],
    ['lastMessage().content', 'more'],
    ['hasToolCalls() && toolCallCount() < 5', true],
    ['toolCallCount()', 1],
    ['input.topic.replace("c", "b").upperAscii()', 'BATS'],
    ['input.topic.charAt(input.position) + input.topic.charAt(0)', 'ac'],
    ['input.topic.substring(input.position)', 'ats'],
    ['input.topic.substring(0, input.position)', 'c'],
    ['"a-b-c".split("-", vars.tries)', ['a', 'b-c']],
    ['"a-b-c".split("-", vars.tries - 2)', []],
    ['"a-b".split("-", vars.total)', ['a', 'b']],
    ['"abab".indexOf("a", input.position)', 2],
    ['"abab".lastIndexOf("a", input.position)', 0],
    ['vars.items.slice(1, 3)', [2, 3]],
    ['vars.items.slice(0, input.position)', [1]],
    ['json(vars.data)', '{"constructor":"Acme","size":2}'],
    ['parseJson("{\\"a\\": [1]}").a[0]', 1],
  ])('of %s is %j', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });

  it.each(['lastMessage()', 'parseJson("null")'])('of %s is null where there is nothing', (source) => {
    expect(evaluate(source, { ...values, messages: [] })).toBeNull();
  });

  it('of the message helpers is the same where a message has a key "constructor"', () => {
    const messages = [
      { role: 'tool', content: 'a', constructor: 'x' },
      {
        role: 'assistant',
        content: '',
        constructor: 'x',
        toolCalls: [{ id: '1', name: 't', arguments: {} }],
      },
    ];
    expect(evaluate('messages[0].content + string(toolCallCount())', { messages })).toBe('a1');
    expect(evaluate('messages[0].content == "a" && hasToolCalls()', { messages })).toBe(true);
  });

  it('keeps a key "__proto__" as data and never touches a prototype', () => {
    const hostile: Json = JSON.parse('{"__proto__": {"polluted": true}, "a": 1}');
    const result = evaluate('vars.data', { vars: { data: hostile } });
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":true},"a":1}');
    expect('polluted' in {}).toBe(false);
  });
});

describe('a refused expression', () => {
  it.each<[string, number, string | undefined]>([
    ['vras.x', 1, 'vars'],
    ['vars.missing', 6, undefined],
    ['input.tipic == "x"', 7, 'topic'],
    ['nodes.nope.output', 7, undefined],
    ['nodes.anwser.output', 7, 'answer'],
    ['nodes.my-node.output', 7, '["my-node"]'],
    ['nodes["my-nod"].output', 7, '"my-node"'],
    ['messages.exists(m, m.rol == "user")', 22, 'role'],
    ['has(vars.nome)', 10, 'name'],
    ['input.topic.contans("a")', 13, 'contains'],
    ['hasToolCall()', 1, 'hasToolCalls'],
    ['input.topic.mtches("a")', 13, 'matches'],
    ['loop.nope', 6, undefined],
    ['l__p.refine', 1, undefined],
    ['c__rge(1)', 1, undefined],
    ['cel.bind(x, 1, x)', 1, undefined],
    ['constructor', 1, undefined],
    ['vars.toString', 6, undefined],
  ])('for an unknown name, %s, has its column %i and the nearest name %s', (source, column, suggestion) => {
    expect(issueOf(source)).toMatchObject({ code: 'expression/invalid', line: 1, column });
    expect(issueOf(source)?.message).toContain('is unknown');
    expect(issueOf(source)?.suggestion).toBe(suggestion);
  });

  it.each([
    ['vars.zzzzz > 1', 'Known are "tries", "total", "name", "items" and "data".'],
    ['nodes.zzzzz.output == 1', 'Known are "answer" and "my-node".'],
    ['zzzzz', 'Known are "input", "vars", "nodes", "loop", "labels" and "messages".'],
  ])('for an unknown name that is like none, %s, says what there is', (source, known) => {
    expect(issueOf(source)?.message).toContain(`is unknown. ${known}`);
  });

  it.each<[string, string]>([
    ['vars.name == 3', 'no meaning between string and int'],
    ['"a" + vars.tries', 'Use string(…)'],
    ['vars.name && true', 'no meaning between string and bool'],
    ['vars.name < 1', 'no meaning between string and int'],
    ['input.tags < input.tags', 'no meaning between list of string and list of string'],
    ['1 in input.tags', 'no meaning between int and list of string'],
    ['1 in labels', 'no meaning between int and object'],
    ['timestamp(0) + timestamp(0)', 'no meaning between timestamp and timestamp'],
    ['duration("1s") - timestamp(0)', 'no meaning'],
    ['labels - 1', 'no meaning between object and int'],
    ['-vars.name', 'no meaning for string'],
    ['!vars.name', 'no meaning for string'],
    ['vars.tries ? 1 : 2', 'must be bool'],
    ['vars.tries.map(x, x)', 'map() needs a list or an object'],
    ['vars.items.filter(x, "yes")', 'test of filter() must be bool'],
    ['input.tags["a"]', 'has no field "a"'],
    ['input.tags[vars.name]', 'index of a list must be int'],
    ['input[0]', 'The key of an object must be string, but it is int.'],
    ['nodes.answer[vars.tries]', 'The key of an object must be string, but it is number.'],
    ['vars.tries[0]', 'has no items'],
    ['vars.name.length', 'A value of type string has no field "length". Its length is size(…).'],
    ['vars.name.len()', 'The name "len" is unknown. Did you mean "size"?'],
    ['len(vars.name)', 'The name "len" is unknown. Did you mean "size"?'],
    ['vars.name.toUpperCase()', 'The name "toUpperCase" is unknown. Did you mean "upperAscii"?'],
    ['vars.name.includes("a")', 'The name "includes" is unknown. Did you mean "contains"?'],
    ['str(1)', 'The name "str" is unknown. Did you mean "string"?'],
    ['vars.name.size(1)', 'size() cannot be called on string with int'],
    ['vars.tries.trim()', 'trim() cannot be called on number without arguments'],
    ['size(1)', 'size() cannot be called with int'],
    ['vars.items.map(messages, lastMessage())', 'needs "messages"'],
    ['{"constructor": 1}', 'cannot have the key "constructor"'],
    ['true ? 1 : "a"', 'Ternary branches'],
    ['matches(vars.name, "(")', 'pattern is invalid'],
    ['vars.name.matches("(?=a)")', 'pattern is invalid'],
    [`vars.name.matches("${'a'.repeat(1001)}")`, 'longer than 1000'],
    ['has(1)', 'has() invalid argument'],
    ['1 +', 'Here a value is expected, not the end.'],
    ['size(vars.name > 3', 'Here ")" is expected, not the end.'],
    ['vars.name vars.name', '"vars" is not expected here.'],
    ['vars.name === "a"', '"=" is not expected here. Values are compared with "==" and "!=".'],
    [
      'vars.tries = 2',
      '"=" is not expected here. Values are compared with "=="; variables are set by nodes.',
    ],
    ['vars.tries > 1 and true', '"and" is not expected here. Write "&&" for "and".'],
    ['not true', '"true" is not expected here. Write "!" for "not".'],
    ['vars.name | upper', '"|" is not expected here. There are no filters'],
    ['vars.items.map(x => x)', '"=" is not expected here. There are no arrows'],
    ['{{ vars.tries > 1 }}', 'leave "{{" and "}}" out.'],
    ['"abc', 'Unterminated string'],
    ['  ', 'is empty'],
    [`"${'a'.repeat(expressionLimits.maxSourceLength)}"`, 'longer than 10000'],
    [`${'('.repeat(100)}1${')'.repeat(100)}`, 'maxDepth'],
    [`[${'1,'.repeat(600)}1]`, 'maxListElements'],
    [`1${'+1'.repeat(3000)}`, 'maxAstNodes'],
  ])('%.40s says %s', (source, message) => {
    expect(issueOf(source)?.message).toContain(message);
  });

  it('is placed on its line and column, also behind the calls that count work', () => {
    expect(issueOf('vars.items\n  .map(x, x)\n  .foo()')).toMatchObject({ line: 3, column: 4 });
    expect(issueOf('vars.name + "a" ==\n  (true ? "x" : 1)')).toMatchObject({ line: 2, column: 4 });
  });

  it('gives a type that is not the one expected', () => {
    const compiled = compileExpression('vars.tries', scope, 'bool');
    expect(compiled).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('must give bool') },
    });
  });
});

describe('an evaluation that has no value', () => {
  it.each<[string, string]>([
    ['nodes.answer.output.zip', 'No such key: zip'],
    ['nodes.answer.output.none + 1', 'no such overload: null + int'],
    ['vars.items[7]', 'index out of bounds'],
    ['vars.items[0.5]', 'No such key'],
    ['1 / 0', 'division by zero'],
    ['vars.total / 0', 'not a JSON number'],
    ['9007199254740993', 'too large for a JSON number'],
    ['int', 'no JSON form'],
    ['timestamp(0).getHours("nowhere")', 'Invalid time zone'],
    ['parseJson("{")', 'not JSON'],
    ['vars.name.matches(vars.name + "(")', 'error parsing regexp'],
    ['vars.name.charAt(9)', 'outside of 0..3'],
    ['vars.name.charAt(0.5)', 'not a whole number'],
    ['vars.items.slice(2, 1)', 'before the start'],
    ['vars.name.substring(2.0, 1)', 'before the start'],
    ['vars.name.split("", 0.5)', 'not a whole number'],
  ])('%s names the expression and the reason: %s', (source, reason) => {
    const compiled = compileExpression(source, scope);
    const result = compiled.ok ? compiled.value.evaluate(values) : compiled;
    expect(result).toMatchObject({ ok: false, error: { code: 'expression/failed' } });
    if (!result.ok) expect(result.error.message).toContain(reason);
    if (!result.ok) expect(result.error.message).toContain(`The expression "${source}" failed`);
  });

  it('fails where a root has no value', () => {
    const compiled = compileExpression('loop.refine.index', scope);
    expect(compiled.ok && compiled.value.evaluate({})).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('Unknown variable: loop') },
    });
  });

  it.each([
    ['bool', true, 'x'],
    ['string', 'x', 1],
    ['number', 0.5, 'x'],
    ['int', 1, 0.5],
    ['null', null, 0],
  ] as const)('fails where %s is expected and the data are of another type', (expected, good, bad) => {
    const compiled = compileExpression('vars.data', scope, expected);
    if (!compiled.ok) throw new Error(compiled.error.message);
    expect(compiled.value.evaluate({ vars: { data: good } })).toEqual({ ok: true, value: good });
    expect(compiled.value.evaluate({ vars: { data: bad } }).ok).toBe(false);
  });

  it('fails where a list or an object is expected and the data are another', () => {
    const list = compileExpression('vars.data', scope, { list: 'dyn' });
    const object = compileExpression('vars.data', scope, { map: 'dyn' });
    if (!list.ok || !object.ok) throw new Error('refused');
    expect([
      list.value.evaluate({ vars: { data: [] } }).ok,
      list.value.evaluate({ vars: { data: {} } }).ok,
    ]).toEqual([true, false]);
    expect([
      object.value.evaluate({ vars: { data: {} } }).ok,
      object.value.evaluate({ vars: { data: 1 } }).ok,
    ]).toEqual([true, false]);
  });
});

describe('an expression that would stall the process', () => {
  const text = `${'a'.repeat(100_000)}!`;
  const many = Array.from({ length: 1000 }, () => ({ role: 'user', content: 'x' }));

  it.each([
    'input.topic.matches("(a+)+$")',
    'matches(input.topic, "(a+)+$")',
  ])('ends at once for the pattern that backtracking never finishes: %s', (source) => {
    expect(evaluate(source, { input: { topic: text } })).toBe(false);
  });

  it.each([
    'messages.map(a, messages.map(b, messages.map(c, a.content)))',
    'messages.all(a, messages.all(b, messages.all(c, a.content == c.content)))',
    `["a"]${'.map(a, a + a)'.repeat(60)}`,
    `[[1]]${'.map(a, a + a)'.repeat(60)}`,
    'messages.all(m, messages.map(n, n.content).all(c, c in messages.map(n, n.content)))',
    `"${'a'.repeat(500)}"${'.replace("a", "aaaaaaaaaa")'.repeat(8)}`,
    'messages.all(m, matches(input.topic, "([ab]*a[ab]{900})+c"))',
    `[1]${'.map(a, {"a": a, "b": a})'.repeat(40)}`,
    `["x"]${'.map(a, [a, a])'.repeat(40)}`,
    `json(["x"]${'.map(a, [a, a])'.repeat(40)})`,
    `["x"]${'.map(a, [a, a])'.repeat(40)} == ["x"]${'.map(a, [a, a])'.repeat(40)}`,
    `["x"]${'.map(a, [a, a])'.repeat(28)}.all(v, ["x"]${'.map(a, [a, a])'.repeat(28)}.all(w, v != w))`,
    `["x"]${'.map(a, [a, a])'.repeat(40)}[0] in ["x"]${'.map(a, [a, a])'.repeat(40)}`,
  ])('is stopped: %.60s', (source) => {
    const compiled = compileExpression(source, scope);
    const result = compiled.ok
      ? compiled.value.evaluate({ messages: many, input: { topic: text } })
      : compiled;
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'expression/failed', message: expect.stringMatching(/too much data|too long a text/) },
    });
  });

  it.each([
    'size(text)',
    'text.size()',
    'text.lowerAscii()',
    'text.trim()',
    'text.split("")',
    'bytes(text).size()',
    'bytes(text).base64()',
    'words.join("")',
    'size(object)',
    'text < other',
    'text == other',
    'words == same',
    '{"a": words} == {"a": same}',
    'words in [same]',
  ])('is stopped where every item asks for it: %s', (source) => {
    const long = 200_000;
    const words = Array.from({ length: long }, (_, index) => `${index}`);
    const object = Object.fromEntries(words.slice(0, 2000).map((word) => [word, 1]));
    const values = { items: words.slice(0, 90_000), text: ' '.repeat(long * 10), words, object };
    const given = { ...values, other: `${values.text}.`.slice(0, -1), same: [...words] };
    const names = Object.fromEntries(Object.keys(given).map((name) => [name, 'dyn'] as const));
    const compiled = compileExpression(`items.exists(item, type(${source}) == map)`, names);
    const result = compiled.ok ? compiled.value.evaluate(given) : compiled;
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'expression/failed', message: expect.stringContaining('too much data') },
    });
  });

  it.each([
    'items.filter(item, item.size() < text.size()).size()',
    'items.filter(item, text.contains(item) || item.lowerAscii() == text).size()',
    'items.filter(item, size(items) > 1 && items != [] && item in ["a"]).size()',
    'items.filter(item, items == items).size()',
    `size(text${'.trim()'.repeat(50)})`,
    `[${'text.size(), '.repeat(400)}0].size()`,
  ])('is none that looks at what is small, or seldom: %s', (source) => {
    const items = Array.from({ length: 1000 }, (_, index) => `word ${index}`);
    const compiled = compileExpression(source, { items: 'dyn', text: 'dyn' });
    const result = compiled.ok ? compiled.value.evaluate({ items, text: 'x'.repeat(50_000) }) : compiled;
    expect(result).toMatchObject({ ok: true });
  });

  it('is none that holds again what is large, or compares it', () => {
    const list = Array.from({ length: 200_000 }, () => ({ a: 1 }));
    const given = { one: list, other: list.slice() };
    const resultOf = (source: string) => {
      const compiled = compileExpression(source, { one: 'dyn', other: 'dyn' });
      return compiled.ok ? compiled.value.evaluate(given) : compiled;
    };
    expect(resultOf('size([one, one, one][2])')).toEqual({ ok: true, value: 200_000 });
    expect(resultOf('[one, one, one]')).toEqual({ ok: true, value: [list, list, list] });
    expect(resultOf('one == other')).toEqual({ ok: true, value: true });
    expect(resultOf('[[]] == [one]')).toEqual({ ok: true, value: false });
    const texts = { one: Array.from({ length: 90_000 }, () => 'x') };
    const isIn = compileExpression('one.all(each, each in ["y", "x"])', { one: 'dyn' });
    expect(isIn.ok && isIn.value.evaluate(texts)).toEqual({ ok: true, value: true });
  });

  it('is one whose data double from node to node, from some point on', () => {
    let x: Json = 'x';
    const compiled = compileExpression('[dyn(vars).x, dyn(vars).x]', scope);
    const step = () => (compiled.ok ? compiled.value.evaluate({ vars: { x } }) : compiled);
    for (let level = 0; level < 19; level += 1) {
      const result = step();
      if (!result.ok) throw new Error(result.error.message);
      x = result.value;
    }
    for (let level = 0; level < 40; level += 1) {
      const result = step();
      if (result.ok) x = result.value;
    }
    expect(step()).toMatchObject({ ok: false, error: { message: expect.stringContaining('too much data') } });
  });

  it('keeps working with more patterns than are kept', () => {
    const items = Array.from({ length: 300 }, (_, index) => `${index}`);
    expect(evaluate('vars.items.all(x, x.matches(x)) && "a".matches("a")', { vars: { items } })).toBe(true);
  });

  it('fails for a pattern too long, made at run time', () => {
    const compiled = compileExpression('vars.name.matches(vars.name)', scope);
    const result = compiled.ok ? compiled.value.evaluate({ vars: { name: 'a'.repeat(1001) } }) : compiled;
    expect(result.ok).toBe(false);
  });
});

describe('the references of an expression', () => {
  it.each<[string, string[][]]>([
    [
      'nodes.answer.output.text == vars.name',
      [
        ['nodes', 'answer', 'output', 'text'],
        ['vars', 'name'],
      ],
    ],
    [
      'nodes["my-node"].output[vars.tries].text',
      [
        ['nodes', 'my-node', 'output'],
        ['vars', 'tries'],
      ],
    ],
    ['vars.items.map(input, input)', [['vars', 'items']]],
    ['loop.refine.index', [['loop', 'refine', 'index']]],
    ['hasToolCalls()', [['messages']]],
    ['1 + 1', []],
  ])('of %s are the root paths it reads', (source, references) => {
    const compiled = compileExpression(source, scope);
    expect(compiled.ok && compiled.value.references).toEqual(references);
  });
});

it('a list that an expression hands on is looked through once, however often it is asked for', () => {
  const compiled = compileExpression('input.items', { input: { fields: { items: { list: 'dyn' } } } });
  if (!compiled.ok) throw new Error(compiled.error.message);
  let looks = 0;
  const items = new Proxy(
    Array.from({ length: 1000 }, (_, index) => index),
    {
      get(list, key, receiver) {
        looks += 1;
        return Reflect.get(list, key, receiver);
      },
    },
  );
  expect(compiled.value.evaluate({ input: { items } })).toEqual({ ok: true, value: items });
  looks = 0;
  compiled.value.evaluate({ input: { items } });
  expect(looks).toBeLessThan(10);
});
