import type { LogLine as LogLineShape } from '../../tracker/index.ts';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import { LogLevel } from '../log-level.ts';

const LogLine = builder.objectRef<LogLineShape>('LogLine').implement({
  description: 'A line for people who look for what an execution did.',
  fields: (t) => ({
    sequence: t.exposeInt('sequence', { description: 'The event that it tells of.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    level: t.expose('level', { type: LogLevel, description: 'How much it matters.' }),
    message: t.exposeString('message', { description: 'What it says.' }),
    nodeId: t.exposeID('nodeId', {
      nullable: true,
      description: 'The node that it is about, if it is about one.',
    }),
    path: t.exposeString('path', { nullable: true, description: 'The visit of that node.' }),
    data: t.expose('data', { type: 'JSON', nullable: true, description: 'Further data, for programs.' }),
  }),
});

export const LogLineConnection = connectionOf(LogLine);
