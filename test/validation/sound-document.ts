import fc from 'fast-check';
import type { JsonObject } from '../../src/kernel/index.ts';

const names = ['vars.tries', 'input.topic', 'nodes.start.output', 'execution.id'];
const expression = fc.constantFrom(...names, '1 + vars.tries', '"a"', 'size(messages)', '[1, 2]');
const condition = fc.constantFrom('true', 'vars.tries < 3', 'input.topic == "a"', 'size(messages) > 0');
const template = fc.constantFrom('', 'plain', 'about {{ input.topic }}', '{{ vars.tries }}', '} 😀 {');

const step = fc.oneof(
  stepOf('model', {
    prompt: template,
    history: fc.constantFrom('auto', 'all'),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    maxTokens: fc.integer({ min: 1, max: 10_000_000 }),
    stop: fc.array(fc.constantFrom('a', 'END'), { maxLength: 3 }),
    fallbackModels: fc.array(fc.constant({ provider: 'offline', model: 'echo' }), { maxLength: 2 }),
    structuredOutput: fc.constant({ type: 'object', properties: { ok: { type: 'boolean' } } }),
  }),
  stepOf('transform', { text: template }, ['text']),
  stepOf('transform', { outputs: fc.dictionary(fc.constantFrom('a', 'b'), expression) }, ['outputs']),
  stepOf('variable', { name: fc.constant('tries'), value: fc.integer() }, ['name', 'value']),
  stepOf('variable', { operation: fc.constant('append'), name: fc.constant('seen'), value: template }, [
    'operation',
    'name',
    'value',
  ]),
  stepOf('delay', { type: fc.constantFrom('fixed', 'random', 'exponential'), durationMs: fc.nat(1000) }),
);

function stepOf(type: string, config: Record<string, fc.Arbitrary<unknown>>, requiredKeys: string[] = []) {
  return fc.record({ type: fc.constant(type), config: fc.record(config, { requiredKeys }) });
}

const branch = fc.record({ condition, steps: fc.array(step, { maxLength: 2 }) });
const repetition = fc.record({ until: condition, steps: fc.array(step, { minLength: 1, maxLength: 2 }) });

type Step = { readonly type: string; readonly config: unknown };

/** Builds one way through the graph: every part is led to from the last one. */
class Way {
  readonly nodes: object[] = [{ id: 'start', type: 'start' }];
  readonly edges: object[] = [];
  #from = { source: 'start', sourcePort: 'out' };

  add(node: object, continuePort = 'out'): string {
    const id = `n${this.nodes.length}`;
    this.nodes.push({ id, ...node });
    this.edges.push({ ...this.#from, target: id });
    this.#from = { source: id, sourcePort: continuePort };
    return id;
  }

  steps(steps: readonly Step[]): void {
    for (const step of steps) this.add(step);
  }

  branch(condition: string, steps: readonly Step[]): void {
    const id = this.add({ type: 'conditional', config: { condition } }, 'false');
    this.add({ type: 'end' });
    this.#from = { source: id, sourcePort: 'true' };
    this.steps(steps);
  }

  repeat(until: string, steps: readonly Step[]): void {
    const id = this.add({ type: 'loop', config: { maxIterations: 3, until } }, 'body');
    this.steps(steps);
    this.edges.push({ ...this.#from, target: id });
    this.#from = { source: id, sourcePort: 'done' };
  }
}

/** Documents of built-in kinds that pass every layer: steps, a branch, a loop, steps. */
export const soundDocument: fc.Arbitrary<JsonObject> = fc
  .record({
    before: fc.array(step, { maxLength: 2 }),
    branch: fc.option(branch),
    repetition: fc.option(repetition),
    output: expression,
  })
  .map(({ before, branch, repetition, output }) => {
    const way = new Way();
    way.steps(before);
    if (branch) way.branch(branch.condition, branch.steps);
    if (repetition) way.repeat(repetition.until, repetition.steps);
    const document = {
      nodes: [...way.nodes, { id: 'remark', type: 'note', config: { text: 'a note' } }],
      edges: way.edges,
      inputs: { type: 'object', properties: { topic: { type: 'string' } } },
      variables: { tries: 0, seen: [] },
      outputs: { result: output },
      limits: { maxIterations: 5 },
    };
    return JSON.parse(JSON.stringify(document));
  });
