import {
  type Bottleneck,
  type Complexity,
  mostPaths,
  type Risk,
  type Suggestion,
  type WorkflowAnalysis,
} from '../../analytics/index.ts';
import { builder } from '../builder.ts';

const Weight = builder.enumType('AnalysisWeight', {
  description: 'How bad, or how useful, something is.',
  values: {
    LOW: { value: 'low', description: 'Little.' },
    MEDIUM: { value: 'medium', description: 'Some.' },
    HIGH: { value: 'high', description: 'Much.' },
  } as const,
});

const WorkflowComplexity = builder.objectRef<Complexity>('WorkflowComplexity').implement({
  description: 'How hard it is to understand a workflow. Notes do not count.',
  fields: (t) => ({
    score: t.exposeInt('score', { description: 'Nodes plus half the edges, rounded down.' }),
    nodeCount: t.exposeInt('nodeCount', { description: 'Nodes.' }),
    edgeCount: t.exposeInt('edgeCount', { description: 'Edges.' }),
    depth: t.exposeInt('depth', {
      description: 'Nodes on the longest path from the start, without back edges.',
    }),
    branchingFactor: t.exposeFloat('branchingFactor', {
      description: 'Edges per node, to two decimal places.',
    }),
    loopComplexity: t.exposeInt('loopComplexity', { description: 'Loops.' }),
    conditionalComplexity: t.exposeInt('conditionalComplexity', {
      description: 'Edges minus nodes plus two, at least 0.',
    }),
  }),
});

const WorkflowBottleneck = builder.objectRef<Bottleneck>('WorkflowBottleneck').implement({
  description: 'A node at which many branches meet.',
  fields: (t) => ({
    nodeId: t.exposeID('nodeId', { description: 'The node.' }),
    incoming: t.exposeInt('incoming', { description: 'Edges that lead to it.' }),
    severity: t.expose('severity', { type: Weight, description: 'How bad it is.' }),
    suggestion: t.exposeString('suggestion', { description: 'What to do about it.' }),
  }),
});

const SuggestionType = builder.enumType('WorkflowSuggestionType', {
  description: 'What a suggestion is about.',
  values: {
    COMPLEXITY: { value: 'complexity', description: 'It is hard to follow.' },
    VALIDATION: { value: 'validation', description: 'It is not valid.' },
    CONNECTIVITY: { value: 'connectivity', description: 'Parts of it hang together with nothing.' },
  } as const,
});

const WorkflowSuggestion = builder.objectRef<Suggestion>('WorkflowSuggestion').implement({
  description: 'Something that would improve a workflow.',
  fields: (t) => ({
    type: t.expose('type', { type: SuggestionType, description: 'What it is about.' }),
    description: t.exposeString('description', { description: 'What is wrong, and what to do.' }),
    impact: t.expose('impact', { type: Weight, description: 'How much it would help.' }),
    nodeIds: t.exposeIDList('nodeIds', { description: 'The nodes that it is about; none: all.' }),
  }),
});

const RiskType = builder.enumType('WorkflowRiskType', {
  description: 'What is risky about a workflow.',
  values: {
    SIZE: { value: 'size', description: 'It has many nodes.' },
    NO_START: { value: 'no-start', description: 'No node begins it.' },
    DISCONNECTED: { value: 'disconnected', description: 'Nodes of it can never run.' },
    BOTTLENECK: { value: 'bottleneck', description: 'Nodes of it wait for many branches.' },
  } as const,
});

const WorkflowRisk = builder.objectRef<Risk>('WorkflowRisk').implement({
  description: 'Something in a workflow that goes wrong easily.',
  fields: (t) => ({
    type: t.expose('type', { type: RiskType, description: 'What it is.' }),
    description: t.exposeString('description', { description: 'What the risk is, in words.' }),
    nodeIds: t.exposeIDList('nodeIds', { description: 'The nodes that it is about; none: all.' }),
  }),
});

export const WorkflowAnalysisObject = builder.objectRef<WorkflowAnalysis>('WorkflowAnalysis').implement({
  description: 'What the structure of a workflow reveals before it ever runs.',
  fields: (t) => ({
    complexity: t.expose('complexity', {
      type: WorkflowComplexity,
      description: 'How hard it is to understand.',
    }),
    executionPaths: t.exposeInt('executionPaths', {
      description: `Paths from the start to an end, without back edges, counted up to ${mostPaths}.`,
    }),
    hasMorePaths: t.exposeBoolean('hasMorePaths', { description: 'There are more paths than were counted.' }),
    bottlenecks: t.field({
      type: [WorkflowBottleneck],
      description: 'Nodes at which many branches meet.',
      resolve: ({ bottlenecks }) => bottlenecks,
    }),
    suggestions: t.field({
      type: [WorkflowSuggestion],
      description: 'What would improve it.',
      resolve: ({ suggestions }) => suggestions,
    }),
    risks: t.field({
      type: [WorkflowRisk],
      description: 'What goes wrong easily.',
      resolve: ({ risks }) => risks,
    }),
  }),
});
