import { setTimeout as pause } from 'node:timers/promises';
import type { GraphQLFormattedError } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { ServerProcess } from '../support/server-process.ts';

/** An event as a client sees it. */
export interface SeenEvent {
  readonly __typename: string;
  readonly sequence: number;
  readonly path?: string;
  readonly attempt?: number;
  readonly text?: string;
}

interface Batch {
  readonly cursor: string;
  readonly caughtUp: boolean;
  readonly events: readonly SeenEvent[];
}

export const batchFields = `cursor caughtUp events {
  __typename sequence
  ... on NodeEvent { path attempt }
  ... on TextDelta { text }
}`;

const document = `subscription ($id: ID!, $after: Cursor) {
  executionEvents(executionId: $id, after: $after) { ${batchFields} }
}`;

/** Follows one execution over WebSockets until its end, whatever happens to the server meanwhile. */
export class Follower {
  readonly executionId: string;
  readonly events: SeenEvent[] = [];
  readonly #server: ServerProcess;
  readonly #onEvents: (events: readonly SeenEvent[]) => void;
  #cursor: string | null = null;

  constructor(server: ServerProcess, executionId: string, onEvents: (events: readonly SeenEvent[]) => void) {
    this.executionId = executionId;
    this.#server = server;
    this.#onEvents = onEvents;
  }

  /** Connects again, from the last cursor, until the server has completed the subscription. */
  async follow(): Promise<void> {
    await this.#server.up;
    while (!(await this.#connection())) {
      await pause(betweenAttemptsMs);
      await this.#server.up;
    }
  }

  /** One connection. @returns whether the stream was completed */
  async #connection(): Promise<boolean> {
    const url = this.#server.url.replace(/^http/, 'ws');
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
    try {
      const variables = { id: this.executionId, after: this.#cursor };
      const batches = client.iterate<{ executionEvents: Batch }>({ query: document, variables });
      for await (const { data, errors } of batches) {
        if (errors && !isOutage(errors)) throw new RefusedError(JSON.stringify(errors));
        if (errors) return false;
        if (data) this.#take(data.executionEvents);
      }
      return true;
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      // What is no error is the server's answer: the operation was refused, before it had begun.
      if (Array.isArray(error) && !isOutage(error)) throw new RefusedError(JSON.stringify(error));
      return false;
    } finally {
      await client.dispose();
    }
  }

  #take({ cursor, events }: Batch): void {
    this.#cursor = cursor;
    this.events.push(...events);
    this.#onEvents(events);
  }
}

class RefusedError extends Error {}

/** A client that is patient, like those of people. */
export const betweenAttemptsMs = 50;

/** Whether the same again may succeed, since only the database was away. */
export function isOutage(errors: readonly GraphQLFormattedError[]): boolean {
  return errors.every(({ extensions }) => extensions?.code === 'database/unavailable');
}
