import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  validateSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema, printedSchema } from '../../src/graphql/index.ts';
import { errorCodes } from '../../src/kernel/index.ts';
import { undescribed } from './undescribed.ts';

const schema = createSchema();
const committed = readFileSync(join(import.meta.dirname, '../../schema.graphql'), 'utf8');

const typesOf = (one: GraphQLSchema): readonly GraphQLNamedType[] =>
  Object.values(one.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

describe('the schema', () => {
  it('is the one that schema.graphql shows: after a change, npm run schema', () => {
    expect(printedSchema()).toBe(committed);
  });

  it('would be found to differ, had a field been planted', () => {
    const planted = committed.replace('type Query {', 'type Query {\n  planted: Boolean');
    expect(planted).not.toBe(committed);
    expect(printedSchema()).not.toBe(planted);
  });

  it('is valid', () => {
    expect(validateSchema(schema)).toEqual([]);
  });

  it('describes every type, field, argument, input and value', () => {
    expect(undescribed(schema)).toEqual([]);
  });

  it('would be found wanting, had a description been left out', () => {
    const planted = buildSchema(`
      "described" type Query { bare(argument: Int): E  "described" ok("described" a: I): Int }
      enum E { VALUE }
      "described" input I { field: Int }
    `);
    expect(undescribed(planted)).toEqual(['Query.bare', 'Query.bare(argument:)', 'E', 'E.VALUE', 'I.field']);
  });

  it('answers every mutation with a union of its success and of errors', () => {
    const errors = schema.getPossibleTypes(interfaceNamed('Error')).map(({ name }) => name);
    const wrong = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(({ name, type }) => {
      const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`;
      if (!isNonNullType(type) || !isUnionType(type.ofType)) return true;
      const members = type.ofType.getTypes().map((one) => one.name);
      const others = members.filter((one) => one !== success);
      return others.length !== members.length - 1 || others.some((one) => !errors.includes(one));
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
    expect(errors).toHaveLength(6);
  });

  it('pages every list of things that grow in number', () => {
    const lists = typesOf(schema)
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => ({
          place: `${type.name}.${field.name}`,
          type: field.type,
        })),
      )
      .filter(({ type }) => isListType(isNonNullType(type) ? type.ofType : type))
      .filter(({ type }) => isObjectType(getNamedType(type)))
      .map(({ place }) => place)
      .filter((place) => !/Connection\.(edges|nodes)$/.test(place));
    expect(lists).toEqual([
      // Parts of one document, message, validation, import or server's configuration; the first of a ranking, and
      // stretches of a time of which there are only so many.
      'ConflictError.changes',
      'ExecutionQueued.messages',
      'ImportWorkflowSuccess.report',
      'ImportWorkflowTemplateSuccess.report',
      'Message.toolCalls',
      'NodeCompleted.messages',
      'NodeType.ports',
      'Query.models',
      'Query.nodeTypes',
      'Query.topTemplates',
      'ValidationResult.issues',
      'WorkflowAnalysis.bottlenecks',
      'WorkflowAnalysis.risks',
      'WorkflowAnalysis.suggestions',
      'WorkflowAnalytics.buckets',
      'WorkflowAnalytics.calls',
      'WorkflowAnalytics.failures',
      'WorkflowAnalytics.groups',
      'WorkflowDiff.changes',
      'WorkflowGraph.edges',
      'WorkflowGraph.nodes',
    ]);
  });

  it('writes the values of enums in capitals', () => {
    const values = typesOf(schema)
      .filter(isEnumType)
      .flatMap((type) => type.getValues());
    expect(values.filter(({ name }) => !/^[A-Z]+(_[A-Z]+)*$/.test(name)).map(({ name }) => name)).toEqual([]);
    expect(values.length).toBeGreaterThan(30);
  });

  it('has a value of ExecutionEventType for every type of event, and a NodeEvent is an ExecutionEvent', () => {
    const types = schema.getPossibleTypes(interfaceNamed('ExecutionEvent'));
    const filter = schema.getType('ExecutionEventType');
    const values = isEnumType(filter) ? filter.getValues().map(({ value }) => value) : [];
    expect(values.toSorted()).toEqual(types.map(({ name }) => name).toSorted());
    const nodeEvents = schema.getPossibleTypes(interfaceNamed('NodeEvent'));
    expect(nodeEvents.filter((one) => !types.includes(one))).toEqual([]);
    expect(nodeEvents.length).toBeGreaterThan(10);
  });

  it('takes exactly one target of an execution', () => {
    const target = schema.getType('ExecutionTargetInput');
    expect(isInputObjectType(target) && target.isOneOf).toBe(true);
  });

  it('names no error code that does not exist', () => {
    const named = [...committed.matchAll(/`([a-z-]+\/[a-z-]+)`/g)].map(([, code]) => code ?? '');
    const unknown = named.filter((code) => !(code in errorCodes) && code !== 'node/unknown-type');
    expect(unknown).toEqual([]);
    expect(named.length).toBeGreaterThan(0);
  });
});

function interfaceNamed(name: string) {
  const type = schema.getType(name);
  if (!isInterfaceType(type)) throw new Error(`${name} is no interface`);
  return type;
}
