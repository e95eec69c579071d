import type { ImportFinding as ImportFindingShape, ImportSeverity } from '../graph/index.ts';
import { builder } from './builder.ts';

const ImportFindingSeverity = builder.enumType('ImportFindingSeverity', {
  description: 'How much a finding of an import matters.',
  values: {
    INFO: { value: 'info', description: 'It is written differently now, and means the same.' },
    WARNING: { value: 'warning', description: 'It was changed or left out: look whether that is right.' },
    ERROR: { value: 'error', description: 'It could not be converted: it must be written anew.' },
  } as const satisfies Readonly<
    Record<string, { readonly value: ImportSeverity; readonly description: string }>
  >,
});

export const ImportFinding = builder.objectRef<ImportFindingShape>('ImportFinding').implement({
  description: 'Something that an import has changed, left out or could not read.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Its place in what was imported: `nodes.2.data.config`.' }),
    severity: t.expose('severity', { type: ImportFindingSeverity, description: 'How much it matters.' }),
    message: t.exposeString('message', { description: 'What was done, and why. For people.' }),
    suggestion: t.string({
      nullable: true,
      description: 'What was probably meant, ready to be written in its place.',
      resolve: ({ suggestion }) => suggestion ?? null,
    }),
  }),
});
