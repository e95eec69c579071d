import { graphql } from '../support/generated/index.ts';

export const createConversation = graphql(`
  mutation CreateConversation($input: CreateConversationInput!) {
    createConversation(input: $input) {
      __typename
      ... on CreateConversationSuccess {
        conversation {
          id
          title
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

export const updateConversation = graphql(`
  mutation UpdateConversation($input: UpdateConversationInput!) {
    updateConversation(input: $input) {
      __typename
      ... on UpdateConversationSuccess {
        conversation {
          title
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const deleteConversation = graphql(`
  mutation DeleteConversation($id: ID!) {
    deleteConversation(id: $id) {
      __typename
      ... on DeleteConversationSuccess {
        id
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const conversations = graphql(`
  query Conversations($first: Int, $after: Cursor) {
    conversations(first: $first, after: $after) {
      nodes {
        id
        title
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
    }
  }
`);

export const conversation = graphql(`
  query Conversation($id: ID!, $orderBy: MessageOrder, $first: Int, $after: Cursor) {
    conversation(id: $id) {
      title
      messages(orderBy: $orderBy, first: $first, after: $after) {
        nodes {
          role
          content
          executionId
          execution {
            id
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      executions(orderBy: OLDEST_FIRST) {
        totalCount
        nodes {
          id
          conversationId
          conversation {
            id
          }
        }
      }
    }
  }
`);

/** As a list of conversations shows them: with what was said last. */
export const conversationPreviews = graphql(`
  query ConversationPreviews($first: Int!) {
    conversations(first: $first) {
      nodes {
        title
        messages(orderBy: NEWEST_FIRST, first: 1) {
          nodes {
            content
            execution {
              status
              conversation {
                title
              }
            }
          }
        }
      }
    }
  }
`);
