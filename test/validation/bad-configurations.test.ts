import { describe, expect, it } from 'vitest';
import { nodeOf, refusal, start, wait, workflow } from './refusal.ts';

describe('a configuration out of its bounds is refused with the node and the setting:', () => {
  it.each<[string, string, unknown]>([
    ['delay', 'durationMs', { durationMs: -1 }],
    ['delay', 'durationMs', { durationMs: 1e12 }],
    ['delay', 'durationMs', { durationMs: 1.5 }],
    ['delay', 'durationMs', { durationMs: '5s' }],
    ['delay', 'durationMs', { durationMs: `${'x'.repeat(78)}😀 seconds` }],
    ['delay', 'until', { type: 'until', until: 'tomorrow' }],
    ['delay', 'until', { type: 'until', until: 'x'.repeat(500_000) }],
    ['delay', 'maxDurationMs', { durationMs: 10, maxDurationMs: 5 }],
    ['loop', 'maxIterations', {}],
    ['loop', 'maxIterations', { maxIterations: 100_001 }],
    ['model', 'temperature', { prompt: 'x', temperature: 2.1 }],
    ['model', 'maxTokens', { prompt: 'x', maxTokens: 0 }],
    ['model', 'topP', { prompt: 'x', topP: null }],
    ['model', 'stop', { prompt: 'x', stop: Array.from({ length: 17 }, () => 'a') }],
    ['model', 'stop.0', { prompt: 'x', stop: [''] }],
    ['model', 'fallbackModels.0.model', { prompt: 'x', fallbackModels: [{ provider: 'offline' }] }],
    ['model', 'prompt', { history: 'none' }],
    ['model', 'prompt', { prompt: ['x'] }],
    ['variable', 'name', { name: 'constructor', value: 1 }],
    ['variable', 'name', { name: '', value: 1 }],
    ['variable', 'value', { name: 'tries' }],
    ['variable', 'operation', { operation: 'multiply', name: 'tries', value: 2 }],
    ['conditional', 'condition', {}],
    ['conditional', 'condition', { condition: 'x'.repeat(10_001) }],
    ['end', 'terminate', { terminate: 'yes' }],
    ['end', 'outputs.topic', { outputs: { topic: 7 } }],
    ['end', 'outputs', { outputs: [] }],
    ['note', 'text', { text: 'x'.repeat(10_001) }],
    ['delay', 'allowNone', { allowNone: 1 }],
  ])('%s, %s', (type, at, config) => {
    expect(refusal(nodeOf(type, config))).toMatchObject([
      { code: 'node/config-invalid', layer: 'schema', nodeId: 'it', path: `nodes.1.config.${at}` },
    ]);
  });

  it('with what was probably meant, where a value is misspelt of which only some are allowed', () => {
    const [misspelt] = refusal(nodeOf('variable', { operation: 'incremnt', name: 'tries', value: 1 }));
    expect(misspelt).toMatchObject({ path: 'nodes.1.config.operation', suggestion: 'increment' });
    const [other] = refusal(nodeOf('variable', { operation: 'multiply', name: 'tries', value: 2 }));
    expect(other?.suggestion).toBeUndefined();
    expect(refusal(workflow({ nodes: [start, { ...wait, join: 'anny' }] }))).toMatchObject([
      { code: 'document/invalid-value', path: 'nodes.1.join', suggestion: 'any' },
    ]);
  });

  it('model, structuredOutput: what is wrong in a JSON Schema', () => {
    const structuredOutput = { properties: { ok: { type: 'bool' } } };
    expect(refusal(nodeOf('model', { prompt: 'x', structuredOutput }))).toMatchObject([
      {
        code: 'node/config-invalid',
        nodeId: 'it',
        path: 'nodes.1.config.structuredOutput.properties.ok.type',
      },
    ]);
  });

  it.each([
    ['code', { source: 'return 1', cpuMs: 0, output: { type: 'text' } }, ['cpuMs', 'output.type']],
    ['code', { source: 'return (', cpuMs: 0 }, ['source', 'cpuMs']],
    [
      'model',
      { prompt: 'x', temperature: 9, structuredOutput: { type: 'text' } },
      ['temperature', 'structuredOutput.type'],
    ],
  ])('%s: all that is wrong at once, in its schemas and scripts too', (type, config, places) => {
    const found = refusal(nodeOf(type, config));
    const told = new Set(found.map(({ path }) => path));
    expect(told).toEqual(new Set(places.map((place) => `nodes.1.config.${place}`)));
  });

  it('subworkflow, templateId: what is no id, and how one looks', () => {
    expect(refusal(nodeOf('subworkflow', { templateId: 'support' }))).toMatchObject([
      {
        path: 'nodes.1.config.templateId',
        message:
          'node "it": config.templateId is "support": it must be an id, as "0198c0de-0000-7000-8000-00000000abcd"',
      },
    ]);
  });

  it('an unknown setting, with the one that was probably meant', () => {
    expect(refusal(nodeOf('model', { promt: 'x' }))).toMatchObject([
      {
        code: 'node/config-invalid',
        nodeId: 'it',
        path: 'nodes.1.config.promt',
        suggestion: 'prompt',
      },
    ]);
  });

  it.each<[string, object]>([
    ['nodes.1.timeoutMs', { timeoutMs: 0 }],
    ['nodes.1.retry.maxAttempts', { retry: { maxAttempts: 21 } }],
    ['nodes.1.retry.factor', { retry: { factor: Number.MAX_VALUE } }],
    ['nodes.1.join', { join: 'some' }],
    ['nodes.1.config', { config: [] }],
    ['nodes.1.position.x', { position: { x: 'left', y: 0 } }],
  ])('%s, of any kind of node', (path, more) => {
    expect(refusal(workflow({ nodes: [start, { ...wait, ...more }] }))).toMatchObject([
      { code: 'document/invalid-value', layer: 'schema', nodeId: 'wait', path },
    ]);
  });

  it.each([
    ['maxIterations', -1],
    ['maxSteps', 0],
    ['timeoutMs', 604_800_001],
    ['maxTokens', 1.5],
    ['maxCostUsd', '-1.00'],
    ['maxCostUsd', 1],
  ])('limits.%s: %s', (limit, value) => {
    expect(refusal(workflow({ limits: { [limit]: value } }))).toMatchObject([
      { code: 'document/invalid-value', path: `limits.${limit}` },
    ]);
  });
});
