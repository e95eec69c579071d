import { graphql } from '../support/generated/index.ts';

export const history = graphql(`
  query History($filter: ExecutionFilterInput, $orderBy: ExecutionOrder, $first: Int, $after: Cursor) {
    workflowExecutions(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      nodes {
        id
        durationMs
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const deepHistory = graphql(`
  query DeepHistory($first: Int!) {
    workflowExecutions(first: $first) {
      nodes {
        id
        definition {
          name
          analysis {
            executionPaths
          }
          versions(first: 2) {
            nodes {
              version
              changelog
            }
          }
        }
        template {
          name
        }
        usageEntries(first: 3) {
          nodes {
            model
          }
        }
      }
    }
  }
`);

export const deleteExecution = graphql(`
  mutation DeleteExecution($id: ID!) {
    deleteExecution(id: $id) {
      __typename
      ... on DeleteExecutionSuccess {
        id
      }
      ... on Error {
        code
        message
      }
    }
  }
`);
