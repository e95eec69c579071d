/** The part of the validator that finds an issue. Later layers run only on what passed the earlier ones. */
export type IssueLayer = 'schema' | 'structure' | 'security' | 'capability';

/** An error refuses the graph; a warning says that it does not do what its author probably expects. */
export type IssueSeverity = 'error' | 'warning';

type ProvidableUntil = 'storage' | 'execution';

interface IssueKind {
  readonly layer: IssueLayer;
  readonly severity: IssueSeverity;
  readonly meaning: string;
  /**
   * It says that something is missing which can still be provided: until the graph is stored, so that only an import
   * warns of it, or until it is executed.
   */
  readonly providable?: ProvidableUntil;
}

const inSchema = (meaning: string) => ({ layer: 'schema', severity: 'error', meaning }) as const;
const inStructure = (meaning: string) => ({ layer: 'structure', severity: 'error', meaning }) as const;
const inSecurity = (meaning: string) => ({ layer: 'security', severity: 'error', meaning }) as const;
const inCapability = (meaning: string) => ({ layer: 'capability', severity: 'error', meaning }) as const;
const missing = (meaning: string) => ({ ...inCapability(meaning), providable: 'storage' }) as const;
const doubt = (meaning: string) => ({ layer: 'capability', severity: 'warning', meaning }) as const;
const hint = (meaning: string) => ({ layer: 'structure', severity: 'warning', meaning }) as const;

/**
 * Every code an issue of a graph can carry, with one line on what it means. Codes are stable: one is never renamed
 * or given a second meaning.
 */
export const issueCodes = {
  'document/not-object': inSchema('The document is not a JSON object.'),
  'document/not-json': inSchema('A value is none of JSON: undefined, a function, NaN, a cycle.'),
  'document/unstorable-text': inSchema('A text holds what PostgreSQL cannot keep: NUL or half a character.'),
  'document/forbidden-key': inSchema('A key is one that JavaScript gives a meaning of its own.'),
  'document/too-deep': inSchema('Values are nested deeper than the limit.'),
  'document/too-large': inSchema('The document as JSON text is longer than the limit.'),
  'document/too-many-nodes': inSchema('The document has more nodes than the limit.'),
  'document/too-many-edges': inSchema('The document has more edges than the limit.'),
  'document/format-too-old': inSchema('No upgrade leads from the format of the document to the current one.'),
  'document/format-too-new': inSchema('A newer version of Chatter wrote the document.'),
  'document/hash-mismatch': inSchema('The content of a file is not what its hash says.'),
  'document/unknown-key': inSchema('A key means nothing at its place.'),
  'document/missing-key': inSchema('A required value is absent.'),
  'document/invalid-value': inSchema('A value has the wrong type, or is out of its bounds.'),
  'document/more-issues': hint('There are more issues than are listed.'),

  'graph/no-start': inStructure('No node begins the execution.'),
  'graph/two-starts': inStructure('More than one node begins the execution.'),
  'node/same-id': inStructure('Two nodes have one id.'),
  'node/unknown-type': inStructure('No kind of node has this name.'),
  'node/config-invalid': inSchema('The configuration of a node does not fit its kind.'),
  'node/unreachable': inStructure('No way leads from the start to the node.'),
  'node/cannot-be-disabled': inStructure('A disabled node of this kind has no port to go on by.'),
  'node/cancels-nothing': hint('cancelOthers is set on a node that waits for all its edges.'),
  'node/never-heard': hint('idleTimeoutMs is set on a node that gives no signs of life.'),
  'edge/same-id': inStructure('Two edges have one id.'),
  'edge/unknown-source': inStructure('The node an edge comes from does not exist.'),
  'edge/unknown-target': inStructure('The node an edge leads to does not exist.'),
  'edge/unknown-port': inStructure('The node an edge comes from has no such port.'),
  'edge/into-start': inStructure('An edge leads to the node that begins the execution.'),
  'edge/into-handler': hint('An edge that no failure takes leads to a node that handles failures.'),
  'edge/at-note': inStructure('An edge comes from a note or leads to one.'),
  'edge/duplicate': hint('Another edge does the same.'),
  'edge/never-taken': hint('An earlier edge of the port is always taken instead.'),
  'port/leads-nowhere': hint('A node chooses between ports, and no edge leaves by one of them.'),
  'node/never-runs': hint('Every way to the node passes an edge that is never taken.'),
  'loop/empty-body': hint('The body of a loop holds no node.'),
  'variable/unused': hint('Nothing reads or sets a variable that the graph declares.'),
  'cycle/two-entries': inStructure('A cycle can be entered at more than one node.'),
  'loop/body-leads-nowhere': inStructure('No way leads from the body of a loop back to the loop.'),
  'loop/exit-leads-back': inStructure('A way leads back to a loop from a port that leaves it.'),
  'region/back-only-with-exit': inStructure('An edge back can only be taken together with one that leaves.'),
  'region/endless': inStructure('No edge leaves a loop, and every iteration asks for the next.'),
  'subworkflow/not-found': missing('A node names a workflow that is not there, or is not published.'),
  'subworkflow/recursive': inStructure('A workflow runs itself, directly or by way of others.'),
  'subworkflow/too-deep': inStructure('Workflows run workflows deeper than the limit.'),
  'expression/invalid': inStructure('An expression does not parse or does not type-check.'),

  'limit/nodes': inSecurity('The graph has more nodes than the operator allows.'),
  'limit/edges': inSecurity('The graph has more edges than the operator allows.'),
  'secret/literal': inSecurity('A text of the document holds a key.'),
  'secret/in-header': {
    layer: 'security',
    severity: 'warning',
    meaning: 'A header that says who asks has its value in the document.',
  },
  'code/not-allowed': inSecurity('A node runs code, which the operator does not allow.'),
  'tool/not-permitted': inSecurity('A node uses a tool that its owner may not use.'),
  'http/address-refused': inSecurity('A node asks an address that is not on the public internet.'),
  'model/unknown': missing('No model is named, or the server knows none of this provider and name.'),
  'model/passed-over': doubt(
    'One of the models that a node asks is not there, and another is asked instead.',
  ),
  'model/unsupported': inCapability('A model cannot do what a node asks of it.'),
  'tool/unknown': missing('A node uses a tool that the server does not have.'),
  'retrieval/document-not-found': missing('A node searches a document that is not there.'),
  'secret/not-found': {
    ...inCapability('A node sends a secret that whoever executes it does not have.'),
    providable: 'execution',
  },
  'limit/model-calls': inCapability('An execution could call models more often than the operator allows.'),
  'loop/beyond-steps': doubt('A loop cannot reach its bound within limits.maxSteps.'),
  'limit/cost-unknown': missing(
    'An execution limits its cost, and what a call of a model can cost is unknown.',
  ),
  'limit/cost-beyond': doubt('What models answer can cost more than limits.maxCostUsd.'),
} as const satisfies Readonly<Record<string, IssueKind>>;

export type IssueCode = keyof typeof issueCodes;

/** Until when what an issue of this code misses can be provided; null: it misses nothing of that sort. */
export function providableUntil(code: IssueCode): ProvidableUntil | null {
  const kind: IssueKind = issueCodes[code];
  return kind.providable ?? null;
}
