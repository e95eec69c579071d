import type { NodeError, NodeResult, Outcome } from '../../engine/index.ts';
import type { Message, ToolCall } from '../../kernel/index.ts';
import type { SecretMask } from './secret-mask.ts';

type VariableOperation = NonNullable<NodeResult['variables']>[number];

/** The outcome without secrets in anything that it says. What the engine decides by stays as it is. */
export function maskedOutcome(outcome: Outcome, mask: SecretMask): Outcome {
  switch (outcome.status) {
    case 'suspended':
      return outcome;
    case 'failed': {
      const { text } = outcome;
      const said = text === undefined ? {} : { text: mask.text(text) };
      return { ...outcome, error: maskedError(outcome.error, mask), ...said };
    }
    case 'completed': {
      const { output, messages, variables } = outcome;
      return {
        ...outcome,
        output: mask.json(output),
        ...(messages && { messages: messages.map((message) => maskedMessage(message, mask)) }),
        ...(variables && { variables: variables.map((change) => maskedChange(change, mask)) }),
      };
    }
  }
}

function maskedError(error: NodeError, mask: SecretMask): NodeError {
  const { message, details } = error;
  return { ...error, message: mask.text(message), ...(details && { details: mask.object(details) }) };
}

function maskedMessage(message: Message, mask: SecretMask): Message {
  const { content, toolCalls } = message;
  return {
    ...message,
    content: mask.text(content),
    ...(toolCalls && { toolCalls: toolCalls.map((call) => maskedCall(call, mask)) }),
  };
}

export function maskedCall(call: ToolCall, mask: SecretMask): ToolCall {
  return { ...call, arguments: mask.json(call.arguments) };
}

function maskedChange(change: VariableOperation, mask: SecretMask): VariableOperation {
  switch (change.operation) {
    case 'set':
    case 'append':
      return { ...change, value: mask.json(change.value) };
    case 'merge':
      return { ...change, value: mask.object(change.value) };
    default:
      return change;
  }
}
