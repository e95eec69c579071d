import type { ApiIssue, ApiValidation } from '../../validation/index.ts';
import { builder } from '../builder.ts';

const IssueSeverity = builder.enumType('IssueSeverity', {
  description: 'How bad an issue is.',
  values: {
    ERROR: { value: 'error', description: 'A graph with such an issue is neither stored nor run.' },
    WARNING: {
      value: 'warning',
      description: 'It can be run, but does not do what its author probably expects.',
    },
    INFO: { value: 'info', description: 'Worth knowing.' },
  } as const,
});

const IssueLayer = builder.enumType('IssueLayer', {
  description:
    'The part of the validator that has found an issue. A layer runs on what passed those before it.',
  values: {
    SCHEMA: { value: 'schema', description: 'The form: keys, types and bounds.' },
    STRUCTURE: {
      value: 'structure',
      description: 'How nodes and edges fit together, and the expressions in them.',
    },
    SECURITY: { value: 'security', description: 'What a workflow must not reach.' },
    CAPABILITY: { value: 'capability', description: 'What this server has: models, tools, documents.' },
  } as const,
});

const ValidationIssue = builder.objectRef<ApiIssue>('ValidationIssue').implement({
  description: 'Something that is wrong, where, and what to do about it.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable, for programs: `node/unknown-type`.' }),
    severity: t.expose('severity', { type: IssueSeverity, description: 'How bad it is.' }),
    layer: t.expose('layer', {
      type: IssueLayer,
      description: 'The part of the validator that has found it.',
    }),
    message: t.exposeString('message', { description: 'What is wrong and what to do, for people.' }),
    nodeId: t.exposeID('nodeId', {
      nullable: true,
      description: 'The node that it is about, if it is about one; in a nested graph, the node around that.',
    }),
    edgeId: t.exposeID('edgeId', {
      nullable: true,
      description: 'The edge that it is about, if it is about one.',
    }),
    path: t.exposeString('path', {
      nullable: true,
      description:
        'Its place in the document (`nodes.3.config.prompt`), in what is given to a run (`input.topic`), or in the request (`definition.name`).',
    }),
    suggestion: t.exposeString('suggestion', {
      nullable: true,
      description:
        'What was probably meant: to be written instead of the wrong value at `path`, of its last key, or of the unknown name in its expression.',
    }),
  }),
});

export const ValidationResult = builder.objectRef<ApiValidation>('ValidationResult').implement({
  description: 'The result of a validation.',
  fields: (t) => ({
    valid: t.exposeBoolean('valid', { description: 'No issue is an error.' }),
    issues: t.expose('issues', {
      type: [ValidationIssue],
      description:
        'What it has found, by layer, then by place in the document, then by code. Of more than 200, the first, and how many are missing.',
    }),
  }),
});
