/** A defect that must not come back, and the test beside its subject that keeps it away. */
export interface Kept {
  readonly defect: string;
  readonly file: string;
  /** As it stands in the file: the title of the test, or of its table. */
  readonly title: string;
}

const kept = (defect: string, file: string, title: string): Kept => ({ defect, file, title });

/** Of the former system, and of others of its kind, where a test says the same already. */
export const keptElsewhere: readonly Kept[] = [
  // Kinds
  kept(
    'editor, API, runtime and validator knew different kinds under different names',
    'test/nodes/kinds.test.ts',
    'are these',
  ),
  kept(
    'a switch off, a time limit and retries of a node were stored and never kept',
    'test/runtime/every-kind.test.ts',
    'hold for %s: what takes too long is tried again, and then goes on by error',
  ),
  kept(
    'the provider, the model and the settings of a node were ignored',
    'test/nodes/model.test.ts',
    'holds the settings of the node, and the key that all attempts share',
  ),
  kept(
    'a failed model answered with the text of its error, and the execution was completed',
    'test/nodes/model.test.ts',
    'keep what the provider said, and when to come back',
  ),
  kept(
    'tokens of an execution were 0',
    'test/nodes/model.test.ts',
    'is told once for a call, as the provider told it',
  ),
  kept(
    'a conditional that could not be evaluated went on by its edges',
    'test/nodes/conditional.test.ts',
    'fails where the condition cannot be evaluated, instead of being true',
  ),
  kept(
    'the counter of an inner loop was never reset, so it ran in the first outer iteration only',
    'test/nodes/loop.test.ts',
    'inside another loop begins anew in every iteration of it',
  ),
  kept(
    'a loop of 0 iterations',
    'test/nodes/loop.test.ts',
    'with maxIterations 0 leaves at once, whatever its expressions are',
  ),
  kept(
    'what was appended to a missing variable was lost',
    'test/nodes/variable.test.ts',
    'begins with a missing variable as with nothing, and loses no value',
  ),
  kept(
    'values of variables were never interpolated',
    'test/nodes/variable.test.ts',
    'evaluates texts anywhere in the value',
  ),
  kept(
    'an error handler ran nothing again',
    'test/runtime/scopes.test.ts',
    'has the failed node tried again, in the same visit, until it does not fail',
  ),
  kept(
    'nobody read that an error handler had stopped',
    'test/runtime/scopes.test.ts',
    'that stops fails the execution with the error',
  ),
  kept(
    'an exponential delay never grew',
    'test/nodes/delay.test.ts',
    'doubles an exponential wait with every iteration of the loop around it, up to its maximum',
  ),
  kept(
    'a delay could not be cancelled',
    'test/runtime/worker.test.ts',
    'can be cancelled while it is parked',
  ),
  // Routing
  kept(
    'what was drawn in the editor did not route: conditions were stripped, handles ignored',
    'test/graph/legacy/convert-legacy-workflow.test.ts',
    'of handles, ends and handlers becomes ports, an end and error ports',
  ),
  kept(
    'a condition that was not understood was true',
    'test/expression/legacy-condition.test.ts',
    'is never converted to what is always true: whatever the text, what it becomes reads the state',
  ),
  kept(
    'a failed node wrote a note, and the execution went on along its edges',
    'test/runtime/execution-engine.test.ts',
    'that fails is failed with the error of the node, and its output is null',
  ),
  kept(
    'time and token limits were never enforced',
    'test/runtime/execution-engine.test.ts',
    'that takes longer than its time limit fails, and what ran is closed',
  ),
  // Validation
  kept(
    'a graph without a start was valid',
    'test/validation/structure/one-start.test.ts',
    'refuses a graph without a start, and says which type begins one',
  ),
  kept(
    'nodes that nothing leads to were valid',
    'test/validation/structure/reachable-nodes.test.ts',
    'refuses each node that no way leads to, also where they lead to each other',
  ),
  kept(
    'cycles only logged a warning',
    'test/validation/structure/region-ends.test.ts',
    'are refused where every iteration leads back, with all nodes',
  ),
  kept(
    'duplicate ids of edges were valid',
    'test/validation/structure/unique-ids.test.ts',
    'refuses each later edge with the id of an earlier one',
  ),
  kept(
    'an unknown type was a warning',
    'test/validation/structure/known-types.test.ts',
    'suggests the nearest type',
  ),
  kept(
    'a definition was changed without being validated',
    'test/app/definitions.test.ts',
    'P9: is neither created nor changed with a graph that is not valid',
  ),
  kept(
    'a custom graph ran without being validated',
    'test/app/execute-workflow.test.ts',
    'a graph that is not valid is refused by the engine, with its issues',
  ),
  kept(
    'templates had no graph, so running one always failed',
    'test/app/execute-workflow.test.ts',
    'makes its graph of the parameters, and no definition',
  ),
  kept(
    'the crash of a layer became an error of the graph',
    'test/validation/create-validator.test.ts',
    'documents of any structure with anything anywhere in them',
  ),
  kept(
    'the id that was given was not that of the record',
    'test/runtime/execution-engine.test.ts',
    'has one id: of its row, of every event and of the answer',
  ),
  kept(
    'what the user said in a chat was not stored, and a streamed answer was not either',
    'test/runtime/conversations.test.ts',
    'begins with the turns that were answered before, and its nodes see them',
  ),
  kept(
    'a conversation was used by whoever named it, and one that was not found was made anew without a word',
    'test/runtime/conversations.test.ts',
    'is refused where the conversation is absent or somebody else’s, or nothing is said',
  ),
  // Others of its kind: joins, order, retries in the middle of a stream, large values
  kept(
    'joins hung or fired twice where a branch was skipped',
    'test/engine/agreement.test.ts',
    'agree: activations, attempts, edges taken, and the end',
  ),
  kept(
    'events of parallel branches came mixed and out of order',
    'test/engine/properties.test.ts',
    'has the state that its stored log folds to, from the start and from any snapshot',
  ),
  kept(
    'an attempt that died in the middle of its text was repeated without a word',
    'test/runtime/worker.test.ts',
    'goes on where the log ends: what was completed does not run again, what was interrupted is a new attempt',
  ),
  kept(
    'large values were copied at every step',
    'test/persistence/apart-values.test.ts',
    'are neither written as JSON nor hashed again while they are known by identity',
  ),
  kept(
    'clients saw events twice, late or never',
    'test/streaming/feed-model.test.ts',
    'F1, F4: every client sees each event after its cursor once and in order, ends, and leaves nothing',
  ),
];
