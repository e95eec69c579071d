import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  subscribe,
  validate,
} from 'graphql';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Viewer } from '../../src/app/index.ts';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import { createGraphqlContexts, createSchema, maskError, parseOperation } from '../../src/graphql/index.ts';
import { converted } from '../../src/runtime/converted.ts';
import { createEventFeed } from '../../src/streaming/index.ts';
import { type AppUnderTest, modelDocument, newViewer, openAppUnderTest } from '../app/app-under-test.ts';
import type { TypedDocumentString } from '../support/generated/graphql.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { executeWorkflow } from './operations.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** A result as a client gets it. */
export interface Answer<Result = unknown> {
  readonly data: Result | null | undefined;
  readonly errors: readonly { readonly message: string; readonly extensions: Variables }[] | undefined;
}

/**
 * The API as a server serves it, transport aside: parse, validate, execute or subscribe, mask. Over real stores and a
 * real feed, with an engine that only takes note.
 */
class GraphqlUnderTest {
  readonly schema: GraphQLSchema = createSchema();
  readonly clock = new ManualClock();
  #under: AppUnderTest | null = null;
  #contextOf: ReturnType<typeof createGraphqlContexts> | null = null;

  get under(): AppUnderTest {
    if (!this.#under) throw new Error('the API is open only while tests run');
    return this.#under;
  }

  async open(): Promise<void> {
    this.#under = await openAppUnderTest((log) => createEventFeed({ log, clock: this.clock }));
    this.#contextOf = createGraphqlContexts(this.#under.app);
  }

  async close(): Promise<void> {
    await this.#under?.close();
  }

  /** The answer to an operation that the tests' types know, or to any text. */
  ask<Result, Given extends Variables>(
    viewer: Viewer,
    operation: TypedDocumentString<Result, Given>,
    variables: Given,
  ): Promise<Answer<Result>> {
    return this.askText<Result>(viewer, String(operation), variables);
  }

  askText<Result>(viewer: Viewer, text: string, variables: Variables = {}): Promise<Answer<Result>> {
    return this.#prepared<Answer<Result>, Result>(text, async (document) =>
      answerOf<Result>(await execute(this.#arguments(viewer, document, variables))),
    );
  }

  /** The data of an answer that must have no errors. */
  async data<Result, Given extends Variables>(
    viewer: Viewer,
    operation: TypedDocumentString<Result, Given>,
    variables: Given,
  ): Promise<Result> {
    const { data, errors } = await this.ask(viewer, operation, variables);
    if (errors || !data) throw new Error(`unexpected errors: ${JSON.stringify(errors)}`);
    return data;
  }

  /** The stream of answers; where there is none, the one that says why. */
  async watch<Result, Given extends Variables>(
    viewer: Viewer,
    operation: TypedDocumentString<Result, Given>,
    variables: Given,
  ): Promise<AsyncIterator<Answer<Result>>> {
    const refused = (answer: Answer<Result>) => only(answer);
    const outcome = await this.#prepared<AsyncIterator<Answer<Result>>, Result>(
      String(operation),
      async (document) => {
        const stream = await subscribe(this.#arguments(viewer, document, variables));
        if (!(Symbol.asyncIterator in stream)) return refused(answerOf<Result>(stream));
        return converted(stream, (result) => answerOf<Result>(result))[Symbol.asyncIterator]();
      },
    );
    return 'next' in outcome ? outcome : refused(outcome);
  }

  /** Appends to the log of an execution, and shows it to whoever watches. */
  async commit(executionId: string, ...events: readonly ExecutionEvent[]): Promise<void> {
    const { log } = this.under.stores;
    const last = (await log.lastSequences([executionId])).get(executionId) ?? 0;
    const recorded = events.map((event, index) => ({ sequence: last + 1 + index, event }));
    const append = { executionId, epoch: 1, events: recorded };
    await log.commit([append]);
    this.under.feed.publish([append]);
  }

  /** The id of a new execution of the viewer's. */
  async execution(viewer: Viewer): Promise<string> {
    const input = { target: { graph: modelDocument() } };
    const { executeWorkflow: answer } = await this.data(viewer, executeWorkflow, { input });
    if (answer.__typename !== 'ExecuteWorkflowSuccess') throw new Error(answer.message);
    return answer.execution.id;
  }

  #arguments(viewer: Viewer, document: DocumentNode, variableValues: Variables) {
    const contextValue = this.#contextOf?.(viewer, 'correlation');
    return { schema: this.schema, document, contextValue, variableValues };
  }

  async #prepared<T, Result>(
    text: string,
    run: (document: DocumentNode) => Promise<T>,
  ): Promise<T | Answer<Result>> {
    try {
      const document = parseOperation(text);
      const errors = validate(this.schema, document);
      return errors.length > 0 ? answerOf<Result>({ errors }) : await run(document);
    } catch (error) {
      return answerOf<Result>({ errors: [error] });
    }
  }
}

/**
 * The API for the tests of the file or `describe` that calls this, open while they run, and its viewer, who is somebody
 * else in each of them: to begin with, nothing is theirs.
 */
export function provideGraphql(): { readonly api: GraphqlUnderTest; readonly viewer: Viewer } {
  const api = new GraphqlUnderTest();
  const viewer = newViewer();
  beforeAll(() => api.open());
  afterAll(() => api.close());
  beforeEach(() => {
    Object.assign(viewer, newViewer());
  });
  return { api, viewer };
}

interface Outcome extends Pick<ExecutionResult, 'data'> {
  readonly errors?: readonly unknown[];
}

/** As JSON carries it. */
function answerOf<Result>({ data, errors }: Outcome): Answer<Result> {
  const masked = errors?.map((error) => maskError(error).toJSON());
  return JSON.parse(JSON.stringify({ data, errors: masked }));
}

async function* only<T>(value: T): AsyncGenerator<T, void> {
  yield value;
}
