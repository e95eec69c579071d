import { builder } from '../builder.ts';

export const ExecutionStatus = builder.enumType('ExecutionStatus', {
  description: 'The state of an execution.',
  values: {
    QUEUED: { value: 'queued', description: 'Accepted; no worker has begun yet.' },
    RUNNING: { value: 'running', description: 'A worker moves it.' },
    SUSPENDED: {
      value: 'suspended',
      description: 'It waits, for a time or for somebody, and occupies no process.',
    },
    PAUSED: { value: 'paused', description: 'It was asked to pause.' },
    COMPLETED: {
      value: 'completed',
      description: 'It has completed, without a failure that nothing handled.',
    },
    FAILED: { value: 'failed', description: 'It has failed, with an error.' },
    CANCELLED: { value: 'cancelled', description: 'It was cancelled on request.' },
  } as const,
});

export const WorkflowType = builder.enumType('WorkflowType', {
  description: 'What an execution was started from.',
  values: {
    TEMPLATE: { value: 'template', description: 'A template with its parameters.' },
    DEFINITION: { value: 'definition', description: 'A saved definition.' },
    CUSTOM: { value: 'custom', description: 'A graph that came with the request.' },
    CHAT: { value: 'chat', description: 'A plain chat.' },
  } as const,
});

export const ExecutionPriority = builder.enumType('ExecutionPriority', {
  description: 'Which of the executions that wait for a worker begins first.',
  values: {
    LOW: { value: 'low', description: 'Only when no others are waiting.' },
    NORMAL: { value: 'normal', description: 'In the order of acceptance.' },
    HIGH: { value: 'high', description: 'Before all others.' },
  } as const,
});

export const ExecutionOrder = builder.enumType('ExecutionOrder', {
  description: 'The order of a list of executions.',
  values: {
    NEWEST_FIRST: { value: 'newest-first', description: 'By the time of acceptance, the latest first.' },
    OLDEST_FIRST: { value: 'oldest-first', description: 'By the time of acceptance, the earliest first.' },
    LONGEST_FIRST: {
      value: 'longest-first',
      description: 'By duration, the longest first. Only those that have ended.',
    },
    SHORTEST_FIRST: {
      value: 'shortest-first',
      description: 'By duration, the shortest first. Only those that have ended.',
    },
  } as const,
});
