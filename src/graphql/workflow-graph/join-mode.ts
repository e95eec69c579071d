import { builder } from '../builder.ts';

export const JoinMode = builder.enumType('JoinMode', {
  description: 'When a node with several incoming edges begins.',
  values: {
    ALL: { value: 'all', description: 'When all are settled and at least one is taken.' },
    ANY: { value: 'any', description: 'When the first is taken.' },
  } as const,
});
