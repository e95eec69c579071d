import type { ListDefinitionsInput } from '../../app/index.ts';
import { AppError } from '../../kernel/index.ts';
import { builder } from '../builder.ts';
import { pageArguments, pageCost, pageOf, shownPage } from '../connection.ts';
import { WorkflowDefinition, WorkflowDefinitionConnection } from './workflow-definition.ts';

const DefinitionSource = builder.enumType('WorkflowDefinitionSource', {
  description: 'Whose definitions.',
  values: {
    OWN: { value: 'own', description: 'Your own.' },
    PUBLIC: { value: 'public', description: 'Public definitions of which a version is published.' },
    ANY: { value: 'any', description: 'Both.' },
  } as const,
});

const DefinitionFilterInput = builder.inputType('WorkflowDefinitionFilterInput', {
  description: 'Which definitions: those that satisfy all of these.',
  fields: (t) => ({
    name: t.string({ description: 'Part of the name, in any case.' }),
    text: t.string({ description: 'Part of the name or of the description, in any case.' }),
    tag: t.string({ description: 'Has this tag.' }),
    from: t.field({ type: DefinitionSource, description: 'Whose; `OWN` by default.' }),
    ownerId: t.id({
      description:
        'Instead of `from`: of this owner. What others have published for everybody; administrators see the rest of it, too.',
    }),
    archived: t.boolean({
      description: 'True: only those that were archived. False, the default: only the others.',
    }),
  }),
});

builder.queryField('workflowDefinition', (t) =>
  t.field({
    type: WorkflowDefinition,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    description: 'One of your own definitions, or a public one. Null if there is none with this id.',
    resolve: (_, { id }, { loaders }) => loaders.definition(id),
  }),
);

builder.queryField('workflowDefinitions', (t) =>
  t.field({
    type: WorkflowDefinitionConnection,
    args: {
      filter: t.arg({ type: DefinitionFilterInput, description: 'Which ones; all by default.' }),
      ...pageArguments(t.arg),
    },
    complexity: (args) => pageCost(args),
    description: 'Your own definitions, public ones, or those of one owner, newest first.',
    resolve: async (_, { filter, ...args }, { app, viewer }) => {
      const page = await app.listDefinitions(viewer, {
        filter: filterOf(filter),
        page: pageOf(args),
      });
      return shownPage(page, args);
    },
  }),
);

type FilterInput = typeof DefinitionFilterInput.$inferInput;

function filterOf(input: FilterInput | null | undefined): ListDefinitionsInput['filter'] {
  const { name, text, tag, archived } = input ?? {};
  return {
    name: name ?? null,
    text: text ?? null,
    tag: tag ?? null,
    from: sourceOf(input ?? {}),
    archived: archived ?? false,
  };
}

/** @throws AppError `input/invalid` */
function sourceOf({ from, ownerId }: FilterInput): ListDefinitionsInput['filter']['from'] {
  if (ownerId === null || ownerId === undefined) return from ?? 'own';
  if (from) throw new AppError('input/invalid', 'filter: give either `from` or `ownerId`, not both');
  return { ownerId };
}
