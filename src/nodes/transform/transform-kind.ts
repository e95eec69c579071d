import { z } from 'zod';
import type { Expression, ExpressionValues, Template } from '../../expression/index.ts';
import type { Json } from '../../kernel/index.ts';
import { celRecordField, templateField } from '../config-fields.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import { failedOutcome } from '../failed-outcome.ts';
import type { Activation } from '../node-behaviour.ts';
import { outputFields } from '../output-fields.ts';

const config = z
  .strictObject({
    outputs: celRecordField(
      'The values to make: a name and a CEL expression for each. Either these, or `text`.',
    ).exactOptional(),
    text: templateField(
      'A text with `{{ expressions }}` in it, which becomes `output.text`. Either this, or `outputs`.',
    ).exactOptional(),
  })
  .superRefine(({ outputs, text }, context) => {
    if ((outputs === undefined) !== (text === undefined)) return;
    const what = outputs === undefined ? 'has neither outputs nor text' : 'has both outputs and text';
    context.addIssue({ code: 'custom', message: `${what}: write one of them` });
  });

type Config = z.output<typeof config>;

/** Makes new values out of what is known. */
export const transformKind = defineNodeKind({
  type: 'transform',
  label: 'Transform',
  category: 'data',
  description: 'Computes values, or a text, from what the execution knows. They are its output.',
  pure: true,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config,
  ports: [
    { name: 'out', description: 'Everything was computed.' },
    { name: 'error', description: 'An expression could not be evaluated.' },
  ],
  output: ({ outputs = {}, text }, typeAt) =>
    text === undefined ? outputFields(outputs, typeAt) : { fields: { text: 'string' } },
  compile: ({ outputs = {}, text }: Config, compiler) => {
    if (text !== undefined) {
      const template = compiler.template(text, 'text');
      return { pure: true, run: (activation) => rendered(activation, template) };
    }
    const compiled = Object.entries(outputs).map(
      ([name, source]) => [name, compiler.expression(source, `outputs.${name}`)] as const,
    );
    return { pure: true, run: (activation) => computed(activation, compiled) };
  },
});

function rendered(activation: Activation, template: Template) {
  const text = template.render(activation.values);
  return text.ok ? completed({ text: text.value }) : failedOutcome(activation, text.error);
}

function computed(activation: Activation, outputs: readonly (readonly [string, Expression])[]) {
  const made: [string, Json][] = [];
  const values: ExpressionValues = activation.values;
  for (const [name, expression] of outputs) {
    const result = expression.evaluate(values);
    if (!result.ok) return failedOutcome(activation, result.error);
    made.push([name, result.value]);
  }
  return completed(Object.fromEntries(made));
}

function completed(output: Json) {
  return { status: 'completed', port: 'out', output } as const;
}
