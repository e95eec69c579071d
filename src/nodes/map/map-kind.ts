import { z } from 'zod';
import type { NodeError, Outcome, ScopeInput, ScopeResult } from '../../engine/index.ts';
import { type Expression, itemOfList } from '../../expression/index.ts';
import { err, type Json, ok, type Result } from '../../kernel/index.ts';
import { celField, graphField } from '../config-fields.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import { failedOutcome } from '../failed-outcome.ts';
import { lengthOfList } from '../length-of-list.ts';
import type { Activation } from '../node-behaviour.ts';
import { refuseDeclarations } from '../refuse-declarations.ts';

const mostItems = 100_000;

const config = z.strictObject({
  items: celField('A CEL expression that gives a list. The graph runs once for each item of it.'),
  graph: graphField(
    'What is done with each item: a graph with a `start` of its own. Its expressions read `item` and `index`, the nodes of the graph first, then everything that the map can read. What it sets of `vars` is set for all. `outputs` say what it gives; without them, its `end` does.',
  ),
  concurrency: z.int().min(1).max(100).default(5).describe('How many items are under way at a time.'),
  onItemError: z
    .enum(['fail', 'skip', 'collect'])
    .default('fail')
    .describe(
      'When the graph fails for an item: `fail` fails the map, `skip` leaves the item out of the results, `collect` puts null in its place. Either way `errors` tells of it.',
    ),
});

type OnItemError = z.output<typeof config>['onItemError'];

/** Runs a graph for every item of a list. */
export const mapKind = defineNodeKind({
  type: 'map',
  label: 'Map',
  category: 'control',
  description:
    'Runs a graph once for each item of a list, several at a time, and gives the results in the order of the items.',
  pure: true,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config,
  ports: [
    { name: 'out', description: 'Every item is done.' },
    { name: 'error', description: '`items` gives no list, or an item failed and `onItemError` is `fail`.' },
  ],
  output: ({ onItemError }, typeAt) => ({
    fields: {
      // In the place of an item that failed stands null.
      results: { list: onItemError === 'collect' ? 'dyn' : typeAt('graph') },
      errors: { list: { fields: { index: 'number', code: 'string', message: 'string' } } },
      count: 'number',
    },
  }),
  nested: ({ concurrency, onItemError }) => ({
    concurrency,
    stopsAtFailure: onItemError === 'fail',
    seesOuter: true,
    isNumbered: true,
  }),
  item: (_, typeAt) => itemOfList(typeAt('items')),
  repeats: ({ items }) => lengthOfList(items),
  compile: ({ items, graph, onItemError }, compiler) => {
    const list = compiler.expression(items, 'items', { list: 'dyn' });
    refuseDeclarations(graph, ['inputs', 'variables'], compiler);
    return {
      pure: true,
      open: (activation) => itemsOf(activation, list),
      close: (_, results) => collected(results, onItemError),
    };
  },
});

function itemsOf(activation: Activation, list: Expression): Result<readonly ScopeInput[], NodeError> {
  const result = list.evaluate(activation.values);
  if (!result.ok) return err(failedOutcome(activation, result.error).error);
  if (Array.isArray(result.value) && result.value.length <= mostItems) {
    return ok(result.value.map((item) => ({ item })));
  }
  const message = Array.isArray(result.value)
    ? `"${list.source}" gives ${result.value.length} items: at most ${mostItems} are possible`
    : `the expression "${list.source}" must give a list`;
  return err(failedOutcome(activation, { code: 'expression/failed', message }).error);
}

function collected(results: readonly ScopeResult[], onItemError: OnItemError): Outcome {
  const kept = results.filter((result) => 'output' in result || onItemError === 'collect');
  const errors: Json = results.flatMap((result, index) =>
    'error' in result ? [{ index, code: result.error.code, message: result.error.message }] : [],
  );
  const output = {
    results: kept.map((result) => ('output' in result ? result.output : null)),
    errors,
    count: results.length,
  };
  return { status: 'completed', port: 'out', output };
}
