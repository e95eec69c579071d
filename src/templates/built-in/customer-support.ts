import { type BuiltInTemplate, languageParameter, messageInput, needsNothing } from './built-in-template.ts';

const clerk =
  'You answer for {{ params.company }} in {{ params.language }}, politely and to the point. Promise nothing that is not in the message, and invent no policy, price or date.';

const answer = (id: string, label: string, task: string) => ({
  id,
  type: 'model',
  label,
  config: { system: `${clerk} ${task}`, prompt: '{{ input.message }}', temperature: 0.3 },
});

export const customerSupport: BuiltInTemplate = {
  id: '00000000-0000-7000-8000-00000000c004',
  version: 1,
  name: 'Customer support with a router',
  description:
    'Sorts each message into billing, technical or other, answers it with instructions for that kind, and hands what is urgent to a person instead of answering it. Take it as the first line of a support desk.',
  category: 'customer_support',
  tags: ['support', 'router'],
  requirements: needsNothing,
  parameters: {
    type: 'object',
    properties: {
      company: {
        type: 'string',
        description: 'Who answers.',
        examples: ['Acme'],
        minLength: 1,
        maxLength: 200,
      },
      language: languageParameter,
      escalationNote: {
        type: 'string',
        description: 'What a customer reads whose message a person will answer.',
        default: 'Thank you for your message. A colleague will answer you as soon as possible.',
        maxLength: 2000,
      },
    },
    required: ['company'],
  },
  graph: {
    name: 'Customer support',
    inputs: messageInput,
    nodes: [
      { id: 'start', type: 'start' },
      {
        id: 'classify',
        type: 'model',
        label: 'What is it about?',
        retry: { maxAttempts: 2 },
        config: {
          system:
            'You sort messages of customers. urgent is true where somebody is in danger, data or money is being lost, or a lawyer is mentioned. Answer with JSON only: {"topic": "billing" | "technical" | "other", "urgent": true | false}',
          prompt: '{{ input.message }}',
          temperature: 0,
          structuredOutput: {
            type: 'object',
            properties: {
              topic: { type: 'string', enum: ['billing', 'technical', 'other'] },
              urgent: { type: 'boolean' },
            },
            required: ['topic', 'urgent'],
          },
        },
      },
      {
        id: 'route',
        type: 'switch',
        label: 'Who answers?',
        config: {
          cases: [
            { port: 'person', condition: 'nodes.classify.output.data.urgent' },
            { port: 'billing', condition: "nodes.classify.output.data.topic == 'billing'" },
            { port: 'technical', condition: "nodes.classify.output.data.topic == 'technical'" },
          ],
        },
      },
      {
        id: 'escalate',
        type: 'transform',
        label: 'A person',
        config: { text: '{{ params.escalationNote }}' },
      },
      answer(
        'billing',
        'Billing',
        'The message is about an invoice or a payment: ask for its number where it is missing.',
      ),
      answer(
        'technical',
        'Technical',
        'Something does not work: give steps to try, one after the other, and ask for what you need to know.',
      ),
      answer('other', 'Other', 'Answer in a friendly way, and say what you can help with.'),
    ],
    edges: [
      { source: 'start', target: 'classify' },
      { source: 'classify', target: 'route' },
      { source: 'route', sourcePort: 'person', target: 'escalate' },
      { source: 'route', sourcePort: 'billing', target: 'billing' },
      { source: 'route', sourcePort: 'technical', target: 'technical' },
      { source: 'route', sourcePort: 'default', target: 'other' },
    ],
    outputs: {
      text: 'nodes.escalate.output != null ? nodes.escalate.output.text : nodes.billing.output != null ? nodes.billing.output.text : nodes.technical.output != null ? nodes.technical.output.text : nodes.other.output.text',
      topic: 'nodes.classify.output.data.topic',
      escalated: 'nodes.classify.output.data.urgent',
    },
  },
};
