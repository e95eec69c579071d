import { graphql } from '../support/generated/index.ts';

export const lookAtDefinition = graphql(`
  query LookAtDefinition($id: ID!) {
    workflowDefinition(id: $id) {
      name
      revision
      publishedVersion
      archivedAt
      document
      versions {
        nodes {
          version
          changelog
          graphHash
          document
        }
      }
      analysis {
        complexity {
          score
          nodeCount
          edgeCount
          depth
          branchingFactor
          loopComplexity
          conditionalComplexity
        }
        executionPaths
        hasMorePaths
        bottlenecks {
          nodeId
        }
        suggestions {
          type
        }
        risks {
          type
        }
      }
    }
  }
`);

export const analyzeWorkflow = graphql(`
  query AnalyzeWorkflow($graph: WorkflowGraphInput!) {
    analyzeWorkflow(graph: $graph) {
      complexity {
        nodeCount
        loopComplexity
      }
      risks {
        type
        nodeIds
      }
      suggestions {
        type
        impact
      }
    }
  }
`);

export const diffVersions = graphql(`
  query DiffVersions($definitionId: ID!, $from: Int, $to: Int) {
    diffWorkflowVersions(definitionId: $definitionId, from: $from, to: $to) {
      isSame
      isBreaking
      changes {
        subject
        id
        change
        path
        before
        after
        layout
        breaking
      }
    }
  }
`);

export const restoreVersion = graphql(`
  mutation RestoreVersion($id: ID!, $version: Int!, $expectedVersion: Int) {
    restoreWorkflowDefinitionVersion(id: $id, version: $version, expectedVersion: $expectedVersion) {
      __typename
      ... on RestoreWorkflowDefinitionVersionSuccess {
        definition {
          revision
          document
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const duplicateDefinition = graphql(`
  mutation DuplicateDefinition($id: ID!, $name: String) {
    duplicateWorkflowDefinition(id: $id, name: $name) {
      __typename
      ... on DuplicateWorkflowDefinitionSuccess {
        definition {
          id
          name
          isPublic
          revision
          publishedVersion
          document
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const archiveDefinition = graphql(`
  mutation ArchiveDefinition($id: ID!, $archived: Boolean) {
    archiveWorkflowDefinition(id: $id, archived: $archived) {
      __typename
      ... on ArchiveWorkflowDefinitionSuccess {
        definition {
          archivedAt
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`);
