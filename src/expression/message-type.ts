import type { RecordType } from './expression-type.ts';

/** The type of one item of `messages`: what `Message` of the kernel is, as expressions see it. */
export const messageType: RecordType = {
  fields: {
    role: 'string',
    content: 'string',
    toolCalls: { list: { fields: { id: 'string', name: 'string', arguments: 'dyn' } } },
    toolCallId: 'string',
  },
};
