import { type WorkflowType, workflowTypes } from '../../runtime/execution-record.ts';
import type {
  CallDimension,
  CallFigures,
  CallGroup,
  ExecutionDimension,
  ExecutionGroup,
} from '../../runtime/ports/analytics-store.ts';
import { type FiguresRow, figuresOf } from './figures-statement.ts';

/** The columns that make a group. Rows in which the first one is null are in none. */
export const executionKeys: Readonly<Record<ExecutionDimension, readonly string[]>> = {
  definition: ['definition_id'],
  'definition-version': ['definition_id', 'definition_version'],
  template: ['template_id'],
  type: ['workflow_type'],
  owner: ['owner_id'],
};

export const callKeys: Readonly<Record<CallDimension, readonly string[]>> = {
  model: ['provider', 'model'],
  node: ['node_id', 'definition_id', 'template_id'],
};

export function executionGroupOf(by: ExecutionDimension, row: FiguresRow): ExecutionGroup {
  const key = new Map(executionKeys[by].map((column, index) => [column, row.key[index] ?? null]));
  const text = (column: string): string | null => textOf(key.get(column));
  const version = key.get('definition_version');
  return {
    definitionId: text('definition_id'),
    definitionVersion: typeof version === 'number' ? version : null,
    templateId: text('template_id'),
    type: workflowTypeOf(text('workflow_type')),
    ownerId: text('owner_id'),
    figures: figuresOf(row),
  };
}

export function callGroupOf(by: CallDimension, values: readonly unknown[], figures: CallFigures): CallGroup {
  const key = new Map(callKeys[by].map((column, index) => [column, values[index]]));
  const text = (column: string): string | null => textOf(key.get(column));
  return {
    provider: text('provider'),
    model: text('model'),
    nodeId: text('node_id'),
    definitionId: text('definition_id'),
    templateId: text('template_id'),
    figures,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function workflowTypeOf(text: string | null): WorkflowType | null {
  return workflowTypes.find((type) => type === text) ?? null;
}
