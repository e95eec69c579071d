import { given, type LegacyKind } from './legacy-kind.ts';
import { type LegacySettings, numberUpTo, wholeUpTo } from './legacy-settings.ts';
import { literalJson, literalTemplate } from './legacy-text.ts';

export const modelKind: LegacyKind = {
  type: 'model',
  convert: (settings, { path, conversion }) => {
    const system = settings.text(
      'system_message',
      'system_prompt',
      'systemMessage',
      'systemPrompt',
      'system',
    );
    dropPenalties(settings);
    const own = given({
      provider: settings.text('provider'),
      model: settings.text('model', 'model_name', 'modelName'),
      temperature: settings.number(numberUpTo(2), 'temperature'),
      maxTokens: settings.number(wholeUpTo(10_000_000, 1), 'max_tokens', 'maxTokens'),
      topP: settings.number(numberUpTo(1), 'top_p', 'topP'),
    });
    if (Object.keys(own).length > 0) {
      const names = Object.keys(own).join(', ');
      conversion.report.warning(path, `The former system ignored ${names} of a node; they are used now.`);
    }
    return { ...(system === undefined || system === '' ? {} : { system: literalTemplate(system) }), ...own };
  },
};

/** Zero, as the former defaults were, says nothing. */
function dropPenalties(settings: LegacySettings): void {
  for (const spellings of [
    ['presence_penalty', 'presencePenalty'],
    ['frequency_penalty', 'frequencyPenalty'],
  ]) {
    if (settings.take(...spellings) === 0) continue;
    settings.drop('write it into providerOptions, in the words of the provider', ...spellings);
  }
}

/** Runs the tool calls of the last message, or, for a `tool` with a name, that tool. */
export const toolsKind: LegacyKind = {
  type: 'tools',
  convert: (settings) => {
    const parallel = settings.boolean('parallel_tool_calls', 'parallel_calls', 'parallelCalls', 'parallel');
    const tool = settings.text('tool_name', 'toolName', 'tool');
    const parameters = settings.take('parameters', 'arguments');
    return given({
      tool: tool === '' ? undefined : tool,
      arguments: parameters === undefined ? undefined : literalJson(parameters),
      allowedTools: settings.texts(
        'available_tools',
        'allowed_tools',
        'availableTools',
        'allowedTools',
        'tools',
      ),
      maxToolCalls: settings.number(wholeUpTo(1000), 'max_tool_calls', 'maxToolCalls'),
      parallel,
      toolTimeoutMs: settings.number(
        wholeUpTo(86_400_000, 1),
        'tool_timeout_ms',
        'toolTimeoutMs',
        'timeout_ms',
        'timeoutMs',
      ),
    });
  },
};
