import { builder } from './builder.ts';

export const LogLevel = builder.enumType('LogLevel', {
  description: 'How much a line of a log matters.',
  values: {
    DEBUG: { value: 'debug', description: 'Details, written where the execution is debugged.' },
    INFO: { value: 'info', description: 'What happened.' },
    WARN: { value: 'warn', description: 'Something unplanned happened, and was handled.' },
    ERROR: { value: 'error', description: 'What failed.' },
  } as const,
});
