import { usdOf } from '../../kernel/index.ts';
import { LogLevel } from '../log-level.ts';
import { ToolCall } from '../message.ts';
import { Usage } from '../usage.ts';
import { ExecutionEvent, NodeEvent } from './event-interfaces.ts';
import { fact } from './recorded-fact.ts';

/** What nodes say while they work. */
export const contentEvents = {
  TextDelta: fact('TextDelta').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description: 'The next piece of the text that a model writes.',
    fields: (t) => ({
      text: t.string({
        description: 'To be appended to the earlier pieces of the same attempt.',
        resolve: ({ event }) => event.text,
      }),
    }),
  }),
  ReasoningDelta: fact('ReasoningDelta').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description: "The next piece of a model's reasoning.",
    fields: (t) => ({
      text: t.string({
        description: 'To be appended to the earlier pieces of the same attempt.',
        resolve: ({ event }) => event.text,
      }),
    }),
  }),
  ToolCallStarted: fact('ToolCallStarted').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description: 'A model asks for a tool.',
    fields: (t) => ({
      call: t.field({ type: ToolCall, description: 'What it asks for.', resolve: ({ event }) => event.call }),
    }),
  }),
  BudgetReserved: fact('BudgetReserved').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description:
      'The most that a model call can cost was reserved before the call. Only if `limits.maxCostUsd` is set.',
    fields: (t) => ({
      mostUsd: t.string({
        description: 'What the call costs at most, in US dollars as decimal text: `0.0042`.',
        resolve: ({ event }) => usdOf(event.mostMicroUsd),
      }),
    }),
  }),
  UsageRecorded: fact('UsageRecorded').implement({
    interfaces: [ExecutionEvent, NodeEvent],
    description: 'A model call has ended.',
    fields: (t) => ({
      provider: t.string({ description: 'The provider.', resolve: ({ event }) => event.provider }),
      model: t.string({ description: 'The model.', resolve: ({ event }) => event.model }),
      usage: t.field({ type: Usage, description: 'What it used.', resolve: ({ event }) => event.usage }),
      cacheWriteTokens: t.int({
        nullable: true,
        description:
          'Of the tokens that were sent, how many the provider has written to its cache; null: unknown.',
        resolve: ({ event }) => event.cacheWriteTokens ?? null,
      }),
      priceVersion: t.string({
        nullable: true,
        description: 'The price that its cost is counted with, in words; null: none is known.',
        resolve: ({ event }) => event.priceVersion ?? null,
      }),
      reservedUsd: t.string({
        nullable: true,
        description:
          'What was reserved for it, in US dollars as decimal text; of that, what it did not cost is free again. Null: nothing was reserved.',
        resolve: ({ event: { reservedMicroUsd } }) =>
          reservedMicroUsd === undefined ? null : usdOf(reservedMicroUsd),
      }),
    }),
  }),
  LogWritten: fact('LogWritten').implement({
    interfaces: [ExecutionEvent],
    description: 'A line of the log that people read.',
    fields: (t) => ({
      level: t.field({
        type: LogLevel,
        description: 'How much it matters.',
        resolve: ({ event }) => event.level,
      }),
      message: t.string({ description: 'What it says.', resolve: ({ event }) => event.message }),
      data: t.field({
        type: 'JSON',
        nullable: true,
        description: 'Further data, for programs.',
        resolve: ({ event }) => event.data ?? null,
      }),
      nodeId: t.id({
        nullable: true,
        description: 'The node that wrote it, if it was one.',
        resolve: ({ event }) => event.nodeId ?? null,
      }),
      path: t.string({
        nullable: true,
        description: 'The visit of that node.',
        resolve: ({ event }) => event.path ?? null,
      }),
      attempt: t.int({
        nullable: true,
        description: 'The attempt of that visit.',
        resolve: ({ event }) => event.attempt ?? null,
      }),
    }),
  }),
};
