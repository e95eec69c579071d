import { graphql } from '../support/generated/index.ts';

export const whoAsks = graphql(`
  query WhoAsks {
    viewer {
      ownerId
      role
    }
  }
`);

export const executeWorkflow = graphql(`
  mutation ExecuteWorkflow($input: ExecuteWorkflowInput!) {
    executeWorkflow(input: $input) {
      __typename
      ... on ExecuteWorkflowSuccess {
        execution {
          id
          type
          status
          input
          correlationId
          definitionVersion
          definition {
            id
          }
          template {
            id
          }
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
            severity
            layer
            message
            path
          }
        }
      }
    }
  }
`);

export const cancelExecution = graphql(`
  mutation CancelExecution($id: ID!) {
    cancelExecution(id: $id) {
      __typename
      ... on CancelExecutionSuccess {
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

export const readExecution = graphql(`
  query ReadExecution($id: ID!) {
    workflowExecution(id: $id) {
      id
      type
      status
      graphHash
      input
      output
      error {
        code
        message
        nodeId
        path
        retryable
      }
      createdAt
      startedAt
      completedAt
      durationMs
      usage {
        totalTokens
        costUsd
        modelCalls
      }
      usageEntries(first: 1) {
        nodes {
          provider
          model
          path
          attempt
          usage {
            inputTokens
            outputTokens
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      events(first: 1) {
        cursor
        caughtUp
        events {
          __typename
        }
      }
      workflowConfig
      debug
    }
  }
`);

export const listExecutions = graphql(`
  query ListExecutions($filter: ExecutionFilterInput, $orderBy: ExecutionOrder, $first: Int, $after: Cursor) {
    workflowExecutions(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      edges {
        cursor
        node {
          id
        }
      }
      nodes {
        definition {
          name
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`);

export const pollEvents = graphql(`
  query PollEvents($executionId: ID!, $after: Cursor, $first: Int, $waitMs: Int) {
    executionEvents(executionId: $executionId, after: $after, first: $first, waitMs: $waitMs) {
      cursor
      caughtUp
      events {
        __typename
        sequence
      }
    }
  }
`);

export const watchEvents = graphql(`
  subscription WatchEvents($executionId: ID!, $after: Cursor, $filter: ExecutionEventFilter) {
    executionEvents(executionId: $executionId, after: $after, filter: $filter) {
      cursor
      caughtUp
      events {
        __typename
        sequence
      }
    }
  }
`);

export const watchExecutions = graphql(`
  subscription WatchExecutions($filter: ExecutionFilterInput) {
    executionsChanged(filter: $filter) {
      id
      status
    }
  }
`);

export const createDefinition = graphql(`
  mutation CreateDefinition($input: CreateWorkflowDefinitionInput!) {
    createWorkflowDefinition(input: $input) {
      __typename
      ... on CreateWorkflowDefinitionSuccess {
        definition {
          id
          revision
          publishedVersion
        }
      }
      ... on Error {
        code
        message
      }
      ... on ValidationError {
        result {
          issues {
            code
            nodeId
            suggestion
          }
        }
      }
    }
  }
`);

export const updateDefinition = graphql(`
  mutation UpdateDefinition($input: UpdateWorkflowDefinitionInput!) {
    updateWorkflowDefinition(input: $input) {
      __typename
      ... on UpdateWorkflowDefinitionSuccess {
        definition {
          revision
          name
          description
          tags
        }
      }
      ... on ConflictError {
        revision
        changes {
          subject
          id
          change
          path
          before
          after
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const publishDefinition = graphql(`
  mutation PublishDefinition($id: ID!, $expectedVersion: Int, $changelog: String) {
    publishWorkflowDefinition(id: $id, expectedVersion: $expectedVersion, changelog: $changelog) {
      __typename
      ... on PublishWorkflowDefinitionSuccess {
        version {
          version
          graphHash
          definitionId
        }
        definition {
          publishedVersion
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const deleteDefinition = graphql(`
  mutation DeleteDefinition($id: ID!) {
    deleteWorkflowDefinition(id: $id) {
      __typename
      ... on DeleteWorkflowDefinitionSuccess {
        id
      }
      ... on Error {
        code
      }
    }
  }
`);

export const readDefinition = graphql(`
  query ReadDefinition($id: ID!, $version: Int!) {
    workflowDefinition(id: $id) {
      id
      name
      graph {
        nodes {
          id
          type
          label
          config
          retry {
            maxAttempts
            backoffMs
            factor
            maxBackoffMs
            jitter
          }
          timeoutMs
          join
          cancelOthers
          enabled
          position {
            x
            y
          }
        }
        edges {
          id
          source
          sourcePort
          target
          condition
          label
        }
        inputs
        outputs
        variables
        limits {
          timeoutMs
          maxSteps
          maxIterations
          maxTokens
          maxCostUsd
        }
        metadata
      }
      version(number: $version) {
        version
        document
        graph {
          nodes {
            id
          }
        }
      }
      versions(first: 1) {
        nodes {
          version
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const listDefinitions = graphql(`
  query ListDefinitions($filter: WorkflowDefinitionFilterInput, $first: Int, $after: Cursor) {
    workflowDefinitions(filter: $filter, first: $first, after: $after) {
      nodes {
        ownerId
        name
        document
        version(number: 1) {
          changelog
          document
        }
        versions(first: 5) {
          nodes {
            version
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const createTemplate = graphql(`
  mutation CreateTemplate($input: CreateWorkflowTemplateInput!) {
    createWorkflowTemplate(input: $input) {
      __typename
      ... on CreateWorkflowTemplateSuccess {
        template {
          id
          category
          document
          parameters
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const readTemplate = graphql(`
  query ReadTemplate($id: ID!, $parameters: JSON) {
    workflowTemplate(id: $id) {
      name
      graph(parameters: $parameters) {
        nodes {
          id
          config
        }
        variables
      }
    }
  }
`);

export const listTemplates = graphql(`
  query ListTemplates($filter: WorkflowTemplateFilterInput) {
    workflowTemplates(filter: $filter) {
      nodes {
        name
      }
    }
  }
`);

export const createDefinitionFromTemplate = graphql(`
  mutation CreateDefinitionFromTemplate($input: CreateDefinitionFromTemplateInput!) {
    createDefinitionFromTemplate(input: $input) {
      __typename
      ... on CreateDefinitionFromTemplateSuccess {
        definition {
          id
          name
          template {
            id
          }
        }
      }
      ... on Error {
        code
      }
      ... on ValidationError {
        result {
          issues {
            code
            path
          }
        }
      }
    }
  }
`);

export const createApiKey = graphql(`
  mutation CreateApiKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      __typename
      ... on CreateApiKeySuccess {
        key
        apiKey {
          id
          name
          role
          ownerId
          revokedAt
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const revokeApiKey = graphql(`
  mutation RevokeApiKey($id: ID!) {
    revokeApiKey(id: $id) {
      __typename
      ... on RevokeApiKeySuccess {
        id
        apiKey {
          id
          revokedAt
        }
      }
      ... on Error {
        code
      }
    }
  }
`);

export const listApiKeys = graphql(`
  query ListApiKeys($first: Int, $after: Cursor) {
    apiKeys(first: $first, after: $after) {
      nodes {
        id
        name
        revokedAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const validateWorkflow = graphql(`
  query ValidateWorkflow($graph: WorkflowGraphInput!) {
    validateWorkflow(graph: $graph) {
      valid
      issues {
        code
        severity
        layer
        message
        nodeId
        edgeId
        path
        suggestion
      }
    }
  }
`);

export const listNodeTypes = graphql(`
  query ListNodeTypes($category: NodeCategory) {
    nodeTypes(category: $category) {
      type
      label
      category
      description
      pure
      ports {
        name
        description
      }
      configSchema
      needs
    }
  }
`);

export const listModels = graphql(`
  query ListModels {
    models {
      provider
      model
      description
      maxOutputTokens
      price {
        from
        inputUsd
        cachedInputUsd
        cacheWriteUsd
        outputUsd
        reasoningUsd
      }
    }
  }
`);

export const readSteps = graphql(`
  query ReadSteps($id: ID!, $first: Int, $after: Cursor) {
    workflowExecution(id: $id) {
      steps(first: $first, after: $after) {
        nodes {
          nodeId
          path
          status
          attempts
          startedAt
          completedAt
          durationMs
          output
          port
          error {
            code
            nodeId
            path
          }
          usage {
            totalTokens
            modelCalls
          }
          text
        }
        pageInfo {
          hasNextPage
          hasPreviousPage
          endCursor
        }
      }
    }
  }
`);

export const readLog = graphql(`
  query ReadLog($id: ID!, $level: LogLevel, $first: Int, $after: Cursor) {
    workflowExecution(id: $id) {
      log(level: $level, first: $first, after: $after) {
        nodes {
          sequence
          at
          level
          message
          nodeId
          path
          data
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const setSecret = graphql(`
  mutation SetSecret($input: SetSecretInput!) {
    setSecret(input: $input) {
      __typename
      ... on SetSecretSuccess {
        secret {
          name
          createdAt
          updatedAt
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const deleteSecret = graphql(`
  mutation DeleteSecret($name: String!) {
    deleteSecret(name: $name) {
      __typename
      ... on DeleteSecretSuccess {
        name
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const listSecrets = graphql(`
  query ListSecrets($first: Int, $after: Cursor) {
    secrets(first: $first, after: $after) {
      nodes {
        name
        createdAt
        updatedAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
