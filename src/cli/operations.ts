import { graphql } from './generated/index.ts';

export const runSupport = graphql(`
  mutation RunSupport($graph: WorkflowGraphInput!, $message: String!) {
    executeWorkflow(input: { target: { graph: $graph }, message: $message }) {
      __typename
      ... on ExecuteWorkflowSuccess {
        execution {
          id
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const followSupport = graphql(`
  subscription FollowSupport($id: ID!, $after: Cursor) {
    executionEvents(executionId: $id, after: $after) {
      cursor
      events {
        __typename
        ... on NodeStarted {
          path
        }
        ... on TextDelta {
          text
        }
        ... on NodeCompleted {
          path
          port
        }
        ... on ExecutionCompleted {
          output
        }
        ... on ExecutionFailed {
          error {
            code
            message
          }
        }
      }
    }
  }
`);
