/** Every code an issue of a template can carry beside those of a graph, with one line on what it means. */
export const parameterIssueCodes = {
  'parameter/schema-invalid': 'The schema of the parameters is not one, or uses what is not supported.',
  'parameter/default-invalid': 'The default value of a parameter does not satisfy its own schema.',
  'parameter/no-example':
    'A template cannot be checked, because no value is known that a parameter may have.',
  'parameter/unknown': 'No parameter has this name.',
  'parameter/missing': 'A required parameter has no value.',
  'parameter/invalid': 'The value of a parameter does not satisfy its schema.',
  'parameter/not-a-name': 'A place that holds no expression asks for more than the value of a parameter.',
  'parameter/name-taken': 'The graph has a variable with the name that the parameters need.',
  'parameter/too-large': 'What parameters bring into the graph is longer than a document may be.',
  'parameter/holds-code': 'The text of a parameter stands where an expression is read.',
  'requirement/document-missing': 'A template needs a document that is not there for its owner.',
  'requirement/model-missing': 'A template needs a model that the server does not have.',
  'requirement/tool-missing': 'A template needs a tool that is not there for its owner.',
} as const;

type ParameterIssueCode = keyof typeof parameterIssueCodes;

/** Something that is wrong with a template, or with the parameters it is given. Always an error. */
export interface ParameterIssue {
  readonly code: ParameterIssueCode;
  readonly layer: 'schema';
  readonly severity: 'error';
  readonly message: string;
  readonly nodeId?: string;
  /** Place in the template or in what was given, such as `graph.nodes.3.config.prompt` or `parameters.topic`. */
  readonly path: string;
  /** What was probably meant. */
  readonly suggestion?: string;
}

export function parameterIssue(
  code: ParameterIssueCode,
  path: string,
  message: string,
  more: { readonly nodeId?: string | undefined; readonly suggestion?: string | undefined } = {},
): ParameterIssue {
  const { nodeId, suggestion } = more;
  return {
    code,
    layer: 'schema',
    severity: 'error',
    message: `${path} ${message}`,
    path,
    ...(nodeId === undefined ? {} : { nodeId }),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
