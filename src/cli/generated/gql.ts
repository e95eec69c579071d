/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation RunSupport($graph: WorkflowGraphInput!, $message: String!) {\n    executeWorkflow(input: { target: { graph: $graph }, message: $message }) {\n      __typename\n      ... on ExecuteWorkflowSuccess {\n        execution {\n          id\n        }\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": typeof types.RunSupportDocument,
    "\n  subscription FollowSupport($id: ID!, $after: Cursor) {\n    executionEvents(executionId: $id, after: $after) {\n      cursor\n      events {\n        __typename\n        ... on NodeStarted {\n          path\n        }\n        ... on TextDelta {\n          text\n        }\n        ... on NodeCompleted {\n          path\n          port\n        }\n        ... on ExecutionCompleted {\n          output\n        }\n        ... on ExecutionFailed {\n          error {\n            code\n            message\n          }\n        }\n      }\n    }\n  }\n": typeof types.FollowSupportDocument,
};
const documents: Documents = {
    "\n  mutation RunSupport($graph: WorkflowGraphInput!, $message: String!) {\n    executeWorkflow(input: { target: { graph: $graph }, message: $message }) {\n      __typename\n      ... on ExecuteWorkflowSuccess {\n        execution {\n          id\n        }\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": types.RunSupportDocument,
    "\n  subscription FollowSupport($id: ID!, $after: Cursor) {\n    executionEvents(executionId: $id, after: $after) {\n      cursor\n      events {\n        __typename\n        ... on NodeStarted {\n          path\n        }\n        ... on TextDelta {\n          text\n        }\n        ... on NodeCompleted {\n          path\n          port\n        }\n        ... on ExecutionCompleted {\n          output\n        }\n        ... on ExecutionFailed {\n          error {\n            code\n            message\n          }\n        }\n      }\n    }\n  }\n": types.FollowSupportDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RunSupport($graph: WorkflowGraphInput!, $message: String!) {\n    executeWorkflow(input: { target: { graph: $graph }, message: $message }) {\n      __typename\n      ... on ExecuteWorkflowSuccess {\n        execution {\n          id\n        }\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RunSupportDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription FollowSupport($id: ID!, $after: Cursor) {\n    executionEvents(executionId: $id, after: $after) {\n      cursor\n      events {\n        __typename\n        ... on NodeStarted {\n          path\n        }\n        ... on TextDelta {\n          text\n        }\n        ... on NodeCompleted {\n          path\n          port\n        }\n        ... on ExecutionCompleted {\n          output\n        }\n        ... on ExecutionFailed {\n          error {\n            code\n            message\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FollowSupportDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
