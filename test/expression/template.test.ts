import { describe, expect, it } from 'vitest';
import { compileTemplate, expressionLimits } from '../../src/expression/index.ts';
import type { Json } from '../../src/kernel/index.ts';
import { scope, values } from './scope.ts';

function templateOf(text: string) {
  const compiled = compileTemplate(text, scope);
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value;
}

describe('a template', () => {
  it.each([
    ['plain } text', 'plain } text'],
    ['', ''],
    ['Hi {{ vars.name }}!', 'Hi Ada!'],
    ['{{vars.tries}}{{ input.urgent }}', '2false'],
    ['[{{ nodes.answer.output.none }}]', '[]'],
    ['{{ nodes.answer.output }}', '{"text":"hi","none":null}'],
    ['{{ "}}" }}', '}}'],
    ['{{ "{{" + r"\\}}" }}', '{{\\}}'],
    ['{{ {"a": {"b": 1}} }}', '{"a":{"b":1}}'],
    ['{{ "http://x" }} {{ 1 // one }}', 'http://x 1'],
    ['\\{{ x }} {{ vars.name }}', '{{ x }} Ada'],
    ['a\\{{', 'a{{'],
  ])('%j renders as %j', (text, rendered) => {
    expect(templateOf(text).render(values)).toEqual({ ok: true, value: rendered });
  });

  it.each<[string, Json]>([
    ['{{ vars.items }}', [1, 2, 3]],
    ['{{ vars.items }} ', '[1,2,3] '],
    ['text', 'text'],
  ])('%j evaluates to %j: a value if it is one expression, else text', (text, value) => {
    expect(templateOf(text).evaluate(values)).toEqual({ ok: true, value });
  });

  it.each([
    ['{{ size(vars.items) }}', 'number'],
    ['{{ timestamp("2026-01-01T00:00:00Z") }}', 'string'],
    ['{{ [1, 2] }}', { list: 'number' }],
    ['{{ {"a": b"x"} }}', { fields: { a: 'string' } }],
    ['{{ type(1) }}', 'dyn'],
    ['{{ size(vars.items) }} ', 'string'],
    ['text', 'string'],
  ])('%j has the type of what it evaluates to: %j', (text, type) => {
    expect(templateOf(text).type).toEqual(type);
  });

  it.each<[string, number, number]>([
    ['a\nb {{ vars.nope }}', 2, 11],
    ['{{ vars.\n nope }}', 2, 2],
    ['ab {{ vars.name', 1, 4],
    ['{{ }}', 1, 3],
    ['{{ 1 } }}', 1, 6],
  ])('%j is refused at line %i, column %i of the whole text', (text, line, column) => {
    const compiled = compileTemplate(text, scope);
    expect(compiled).toMatchObject({ ok: false, error: { code: 'expression/invalid', line, column } });
  });

  it('is refused beyond its longest length', () => {
    expect(compileTemplate('a'.repeat(expressionLimits.maxTemplateLength + 1), scope).ok).toBe(false);
  });

  it('fails if one of its expressions fails', () => {
    const failure = { ok: false, error: { code: 'expression/failed' } };
    expect(templateOf('a {{ nodes.answer.output.zip }}').render(values)).toMatchObject(failure);
  });

  it('fails rather than rendering a text beyond the longest length', () => {
    const data = { vars: { name: 'x'.repeat(3_000_000) } };
    expect(templateOf('{{ vars.name }}{{ vars.name }}').render(data).ok).toBe(true);
    expect(templateOf('{{ vars.name }}'.repeat(4)).render(data).ok).toBe(false);
  });

  it('reads what its expressions read', () => {
    expect(templateOf('{{ vars.name }} {{ input.topic }}').references).toEqual([
      ['vars', 'name'],
      ['input', 'topic'],
    ]);
  });
});
