import { graphql } from '../support/generated/index.ts';

export const exportWorkflow = graphql(`
  query ExportWorkflow($id: ID!, $version: Int) {
    exportWorkflow(definitionId: $id, version: $version)
  }
`);

export const importWorkflow = graphql(`
  mutation ImportWorkflow($input: ImportWorkflowInput!) {
    importWorkflow(input: $input) {
      __typename
      ... on ImportWorkflowSuccess {
        definition {
          id
          name
          isPublic
          revision
          publishedVersion
        }
        report {
          path
          severity
          message
        }
      }
      ... on Error {
        code
        message
      }
      ... on ValidationError {
        result {
          valid
          issues {
            code
            path
            message
          }
        }
      }
    }
  }
`);
