import type { Outcome } from '../../engine/index.ts';
import {
  type ExpressionFailure,
  type ExpressionType,
  messageType,
  type Template,
  typeFromJsonSchema,
} from '../../expression/index.ts';
import { type Json, type JsonObject, ok, type Result } from '../../kernel/index.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import { failedOutcome } from '../failed-outcome.ts';
import type { JsonSchema } from '../json-schema/json-schema.ts';
import type { Activation, NodeWorld } from '../node-behaviour.ts';
import type { NodeCompiler } from '../node-kind.ts';
import type { ModelResult } from './ask-model.ts';
import { askModels } from './ask-models.ts';
import type { ModelAnswer } from './model-answer.ts';
import { type ModelConfig, modelConfig } from './model-config.ts';
import { messagesOf, modelsOf, namelessModel, requestsOf, type Turns } from './model-requests.ts';
import { modelUses } from './model-uses.ts';

/** Asks a language model. */
export const modelKind = defineNodeKind({
  type: 'model',
  label: 'Model',
  category: 'model',
  description:
    'Asks a language model and streams its answer. The answer is the output, and one more message of the execution.',
  pure: false,
  isEntry: false,
  bodyPort: null,
  needs: ['models'],
  givesSigns: true,
  config: modelConfig,
  ports: [
    { name: 'out', description: 'The model has answered.' },
    {
      name: 'error',
      description: 'No model answered, or the answer was not what structuredOutput asks for.',
    },
  ],
  output: ({ structuredOutput }) => outputType(structuredOutput),
  uses: (config) => ({ models: modelUses(config) }),
  compile: (config, compiler) => {
    const node = compiled(config, compiler);
    return {
      pure: false,
      run: (activation, world) => run(node, activation, world),
      asks: (defaults) => modelsOf(config, defaults)[0] ?? null,
    };
  },
});

function outputType(structuredOutput: JsonObject | undefined): ExpressionType {
  return {
    fields: {
      text: 'string',
      toolCalls: messageType.fields.toolCalls ?? 'dyn',
      finishReason: 'string',
      data: structuredOutput === undefined ? 'null' : typeFromJsonSchema(structuredOutput),
    },
  };
}

interface CompiledModel {
  readonly config: ModelConfig;
  readonly system: Template | null;
  readonly prompt: Template | null;
  readonly schema: JsonSchema | null;
}

function compiled(config: ModelConfig, compiler: NodeCompiler): CompiledModel {
  const { system, prompt, structuredOutput } = config;
  return {
    config,
    system: system === undefined ? null : compiler.template(system, 'system'),
    prompt: prompt === undefined ? null : compiler.template(prompt, 'prompt'),
    schema: structuredOutput === undefined ? null : compiler.schema(structuredOutput, 'structuredOutput'),
  };
}

async function run(node: CompiledModel, activation: Activation, world: NodeWorld): Promise<Outcome> {
  const { config } = node;
  const defaults = world.modelDefaults;
  const turns = renderedTurns(node, activation, world);
  if (!turns.ok) return failedOutcome(activation, turns.error);
  const models = modelsOf(config, defaults);
  if (models.length === 0) {
    return failedOutcome(activation, { code: 'model/unknown', message: namelessModel(config, defaults) });
  }
  const messages = messagesOf(config, turns.value, activation.messages);
  if (!messages.some(({ role }) => role !== 'system')) return nothingToSend(node, activation);
  world.debug('model prompt', { ...turns.value });
  const requests = requestsOf(models, { config, defaults, messages, activation });
  const { schema } = node;
  const expectation = { schema, repairs: schema !== null && config.repair };
  return outcomeOf(await askModels(requests, expectation, world), activation);
}

function renderedTurns(
  { system, prompt }: CompiledModel,
  { values }: Activation,
  { modelDefaults }: NodeWorld,
): Result<Turns, ExpressionFailure> {
  const renderedSystem = system?.render(values) ?? ok(modelDefaults.systemPrompt ?? null);
  if (!renderedSystem.ok) return renderedSystem;
  const renderedPrompt = prompt?.render(values) ?? ok(null);
  if (!renderedPrompt.ok) return renderedPrompt;
  return ok({ system: renderedSystem.value, prompt: renderedPrompt.value });
}

function nothingToSend({ prompt }: CompiledModel, activation: Activation): Outcome {
  const why = prompt === null ? 'it has no prompt' : 'its prompt is blank';
  const message = `${why}, and the execution has no messages to send: set a prompt, or execute with a message`;
  return failedOutcome(activation, { code: 'model/nothing-to-send', message });
}

function outcomeOf(result: ModelResult, activation: Activation): Outcome {
  const { text } = result.answer;
  const streamed = text === '' ? {} : { text };
  switch (result.status) {
    case 'answered':
      return answered(result.answer, result.data);
    case 'failed': {
      const { code, message, ...more } = result.error;
      return { ...failedOutcome(activation, { code, message }, more), ...streamed };
    }
    case 'aborted': {
      const failure = { code: 'execution/cancelled', message: 'it was aborted' } as const;
      return { ...failedOutcome(activation, failure), ...streamed };
    }
  }
}

function answered({ text, toolCalls, finishReason }: ModelAnswer, data: Json): Outcome {
  const calls = toolCalls.map((toolCall) => ({ ...toolCall }));
  const message = {
    role: 'assistant' as const,
    content: text,
    ...(calls.length > 0 ? { toolCalls: calls } : {}),
  };
  return {
    status: 'completed',
    port: 'out',
    output: { text, toolCalls: calls, finishReason, data },
    messages: text === '' && calls.length === 0 ? [] : [message],
  };
}
