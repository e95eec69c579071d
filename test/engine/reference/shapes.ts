import { branch, end, graphOf, loop, plain, type ScriptTable } from './builders.ts';
import type { ReferenceGraph, Terminal } from './graph.ts';

/** A graph, a script and what design §5 makes of them, worked out by hand. */
export interface Shape {
  /** A full claim. */
  readonly title: string;
  readonly graph: ReferenceGraph;
  readonly script: ScriptTable;
  /** As `linesOf` writes them, in any order. */
  readonly activations: readonly string[];
  readonly terminal: Terminal;
}

const completed: Terminal = { status: 'completed' };
const failed = (code: string, path: string): Terminal => ({ status: 'failed', code, path });

const modelAndTools = graphOf(
  [plain('model'), plain('tools'), plain('answer')],
  ['start.out -> model', 'model.out ?> tools', 'model.out -> answer', 'tools.out -> model'],
  { maxIterations: 3 },
);

const modelAndToolsCaught = graphOf(
  [plain('model'), plain('tools'), plain('answer'), plain('sorry')],
  [
    'start.out -> model',
    'model.out ?> tools',
    'model.out -> answer',
    'model.error -> tools',
    'model.error -> sorry',
    'tools.out -> model',
  ],
  { maxIterations: 2 },
);

const twoBackEdges = graphOf(
  [branch('check'), plain('fix'), branch('review'), plain('publish')],
  [
    'start.out -> check',
    'check.true -> fix',
    'check.false -> review',
    'fix.out -> check',
    'review.false -> check',
    'review.true -> publish',
  ],
);

const breakBesideContinue = graphOf(
  [plain('draft'), branch('judge'), plain('note'), plain('done')],
  [
    'start.out -> draft',
    'draft.out -> judge',
    'draft.out -> note',
    'judge.true -> done',
    'judge.false -> draft',
    'note.out -> draft',
  ],
);

const branchDrawnBack = graphOf(
  [loop('each'), plain('work'), plain('log'), plain('after')],
  [
    'start.out -> each',
    'each.body -> work',
    'each.body -> log',
    'work.out -> each',
    'log.out -> each',
    'each.done -> after',
  ],
);

const anyJoinInLoop = (cancelOthers: boolean): ReferenceGraph =>
  graphOf(
    [
      loop('each'),
      plain('fast'),
      plain('slow'),
      plain('slower'),
      plain('join', { join: 'any', cancelOthers }),
    ],
    [
      'start.out -> each',
      'each.body -> fast',
      'each.body -> slow',
      'fast.out -> join',
      'slow.out -> slower',
      'slower.out -> join',
      'join.out -> each',
    ],
  );

const innerExitToOuterHeader = graphOf(
  [loop('outer'), loop('inner'), branch('test'), plain('tail')],
  [
    'start.out -> outer',
    'outer.body -> inner',
    'inner.body -> test',
    'test.true -> inner',
    'test.false -> outer',
    'inner.done -> tail',
    'tail.out -> outer',
  ],
);

const errorExit = graphOf(
  [loop('each'), plain('risky'), plain('sibling'), plain('repair')],
  [
    'start.out -> each',
    'each.body -> risky',
    'each.body -> sibling',
    'risky.out -> each',
    'risky.error -> repair',
    'sibling.out -> each',
  ],
);

const innerCounterResets = graphOf(
  [loop('outer'), loop('inner'), plain('work')],
  [
    'start.out -> outer',
    'outer.body -> inner',
    'inner.body -> work',
    'work.out -> inner',
    'inner.done -> outer',
  ],
);

const diamond = graphOf(
  [branch('split'), plain('left'), plain('right'), plain('far'), plain('meet')],
  [
    'start.out -> split',
    'split.true -> left',
    'split.false -> right',
    'left.out -> meet',
    'right.out -> far',
    'far.out -> meet',
  ],
);

const runningSibling = graphOf(
  [plain('bad'), plain('good'), plain('next')],
  ['start.out -> bad', 'start.out -> good', 'good.out -> next'],
);

const skippedHeader = graphOf(
  [branch('split'), loop('outer'), loop('inner'), plain('work'), plain('other'), plain('meet')],
  [
    'start.out -> split',
    'split.true -> outer',
    'split.false -> other',
    'outer.body -> inner',
    'inner.body -> work',
    'work.out -> inner',
    'inner.done -> outer',
    'outer.done -> meet',
    'other.out -> meet',
  ],
);

const cancelledInnerRegion = graphOf(
  [
    plain('quick'),
    loop('each'),
    plain('work'),
    plain('late'),
    plain('aside'),
    plain('join', { join: 'any', cancelOthers: true }),
    plain('after'),
  ],
  [
    'start.out -> quick',
    'start.out -> each',
    'start.out -> aside',
    'quick.out -> join',
    'each.body -> work',
    'work.out -> each',
    'each.done -> late',
    'late.out -> join',
    'aside.out -> join',
    'aside.error -> after',
    'join.out -> after',
  ],
);

const skippedCancellingJoin = graphOf(
  [
    branch('split'),
    plain('aside', { maxAttempts: 2 }),
    plain('join', { join: 'any', cancelOthers: true }),
    plain('meet', { join: 'any' }),
  ],
  [
    'start.out -> split',
    'start.out -> aside',
    'split.true -> meet',
    'aside.out -> meet',
    'meet.error -> join',
  ],
);

const cancellingHeader = graphOf(
  [
    plain('quick'),
    plain('slow'),
    plain('late'),
    loop('each', { join: 'any', cancelOthers: true }),
    plain('work'),
  ],
  [
    'start.out -> quick',
    'start.out -> slow',
    'quick.out -> each',
    'slow.out -> late',
    'late.out -> each',
    'each.body -> work',
    'work.out -> each',
  ],
);

const cancellingAll = graphOf(
  [plain('quick'), plain('slow'), plain('first', { join: 'any' }), plain('join', { cancelOthers: true })],
  ['start.out -> quick', 'start.out -> slow', 'quick.out -> first', 'slow.out -> first', 'first.out -> join'],
);

const conditions = (allowNone: boolean): ReferenceGraph =>
  graphOf(
    [plain('ask', { allowNone }), plain('first'), plain('second'), plain('sorry'), end('stop')],
    ['start.out -> ask', 'ask.out ?> first', 'ask.out ?> second', 'ask.error ?> sorry', 'second.out -> stop'],
  );

const anyHeader = graphOf(
  [plain('early'), plain('late'), loop('each', { join: 'any' }), plain('work')],
  [
    'start.out -> early',
    'start.out -> late',
    'early.out -> each',
    'late.out -> each',
    'each.body -> work',
    'work.out -> each',
  ],
);

export const shapes: readonly Shape[] = [
  {
    title: 'model and tools alternate until the condition of the exit decides',
    graph: modelAndTools,
    script: { true: ['model.out ?> tools @ model[0]/model'] },
    activations: [
      'start completed:out',
      'model[0]/model completed:out',
      'model[0]/tools completed:out',
      'model[1]/model completed:out',
      'model[1]/tools skipped',
      'answer completed:out',
    ],
    terminal: completed,
  },
  {
    title: 'a region without a loop header fails at its header beyond maxIterations',
    graph: modelAndTools,
    script: { true: [0, 1, 2].map((index) => `model.out ?> tools @ model[${index}]/model`) },
    activations: [
      'start completed:out',
      ...[0, 1, 2].flatMap((index) => [
        `model[${index}]/model completed:out`,
        `model[${index}]/tools completed:out`,
      ]),
      'model[3]/model failed',
    ],
    terminal: failed('limit/iterations', 'model[3]/model'),
  },
  {
    title: 'only the error edge that leaves the region catches the iteration limit',
    graph: modelAndToolsCaught,
    script: { true: [0, 1].map((index) => `model.out ?> tools @ model[${index}]/model`) },
    activations: [
      'start completed:out',
      ...[0, 1].flatMap((index) => [
        `model[${index}]/model completed:out`,
        `model[${index}]/tools completed:out`,
      ]),
      'model[2]/model failed:error',
      'model[2]/tools skipped',
      'answer skipped',
      'sorry completed:out',
    ],
    terminal: completed,
  },
  {
    title: 'two back edges to one header make one region, and either starts the next iteration',
    graph: twoBackEdges,
    script: {
      outcomes: {
        'check[0]/check': 'true',
        'check[1]/check': 'false',
        'check[1]/review': 'false',
        'check[2]/check': 'false',
        'check[2]/review': 'true',
      },
    },
    activations: [
      'start completed:out',
      'check[0]/check completed:true',
      'check[0]/fix completed:out',
      'check[0]/review skipped',
      'check[1]/check completed:false',
      'check[1]/fix skipped',
      'check[1]/review completed:false',
      'check[2]/check completed:false',
      'check[2]/fix skipped',
      'check[2]/review completed:true',
      'publish completed:out',
    ],
    terminal: completed,
  },
  {
    title: 'a break beats the continue beside it',
    graph: breakBesideContinue,
    script: { outcomes: { 'draft[0]/judge': 'false', 'draft[1]/judge': 'true' } },
    activations: [
      'start completed:out',
      'draft[0]/draft completed:out',
      'draft[0]/judge completed:false',
      'draft[0]/note completed:out',
      'draft[1]/draft completed:out',
      'draft[1]/judge completed:true',
      'draft[1]/note completed:out',
      'done completed:out',
    ],
    terminal: completed,
  },
  {
    title: 'a second branch drawn back to the header belongs to every iteration and holds it open',
    graph: branchDrawnBack,
    // start, each[0], work[0] while log[0] runs, log[0], each[1], log[1] while work[1] runs, work[1]
    script: {
      outcomes: { 'each[2]/each': 'done', 'each[0]/each': 'body', 'each[1]/each': 'body' },
      choices: [0, 0, 1, 0, 0, 0, 0],
    },
    activations: [
      'start completed:out',
      ...[0, 1].flatMap((index) => [
        `each[${index}]/each completed:body`,
        `each[${index}]/work completed:out`,
        `each[${index}]/log completed:out`,
      ]),
      'each[2]/each completed:done',
      'each[2]/work skipped',
      'each[2]/log skipped',
      'after completed:out',
    ],
    terminal: completed,
  },
  {
    title: 'an any join in a loop fires once per iteration, and the iteration waits for the late losers',
    graph: anyJoinInLoop(false),
    // start, each, fast, join (before slow), slow, slower, then in iteration 1 slow and slower come first
    script: {
      outcomes: { 'each[0]/each': 'body', 'each[1]/each': 'body', 'each[2]/each': 'done' },
      choices: [0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0],
    },
    activations: [
      'start completed:out',
      ...[0, 1].flatMap((index) => [
        `each[${index}]/each completed:body`,
        `each[${index}]/fast completed:out`,
        `each[${index}]/slow completed:out`,
        `each[${index}]/slower completed:out`,
        `each[${index}]/join completed:out`,
      ]),
      'each[2]/each completed:done',
      ...['fast', 'slow', 'slower', 'join'].map((id) => `each[2]/${id} skipped`),
    ],
    terminal: completed,
  },
  {
    title: 'cancelOthers cancels the running loser of an iteration and skips what would have followed it',
    graph: anyJoinInLoop(true),
    script: { outcomes: { 'each[0]/each': 'body', 'each[1]/each': 'done' } },
    activations: [
      'start completed:out',
      'each[0]/each completed:body',
      'each[0]/fast completed:out',
      'each[0]/slow cancelled',
      'each[0]/slower skipped',
      'each[0]/join completed:out',
      'each[1]/each completed:done',
      ...['fast', 'slow', 'slower', 'join'].map((id) => `each[1]/${id} skipped`),
    ],
    terminal: completed,
  },
  {
    title: 'cancelOthers ends a whole inner region in mid-iteration, and spares what also leads elsewhere',
    graph: cancelledInnerRegion,
    // start, each[0], work[0], then quick while aside and each[1] run
    script: { outcomes: { 'each[0]/each': 'body', 'each[1]/each': 'body' }, choices: [0, 1, 1, 2] },
    activations: [
      'start completed:out',
      'each[0]/each completed:body',
      'each[0]/work completed:out',
      'quick completed:out',
      'each[1]/each cancelled',
      'each[1]/work skipped',
      'late skipped',
      'join completed:out',
      'aside completed:out',
      'after completed:out',
    ],
    terminal: completed,
  },
  {
    title: 'an exit of an inner loop to the outer header starts the next outer iteration',
    graph: innerExitToOuterHeader,
    script: {
      outcomes: {
        'outer[0]/outer': 'body',
        'outer[0]/inner[0]/inner': 'body',
        'outer[0]/inner[0]/test': 'true',
        'outer[0]/inner[1]/inner': 'body',
        'outer[0]/inner[1]/test': 'false',
        'outer[1]/outer': 'body',
        'outer[1]/inner[0]/inner': 'done',
        'outer[2]/outer': 'done',
      },
    },
    activations: [
      'start completed:out',
      'outer[0]/outer completed:body',
      'outer[0]/inner[0]/inner completed:body',
      'outer[0]/inner[0]/test completed:true',
      'outer[0]/inner[1]/inner completed:body',
      'outer[0]/inner[1]/test completed:false',
      'outer[0]/tail skipped',
      'outer[1]/outer completed:body',
      'outer[1]/inner[0]/inner completed:done',
      'outer[1]/inner[0]/test skipped',
      'outer[1]/tail completed:out',
      'outer[2]/outer completed:done',
      'outer[2]/inner[0]/inner skipped',
      'outer[2]/inner[0]/test skipped',
      'outer[2]/tail skipped',
    ],
    terminal: completed,
  },
  {
    title: 'an error exit ends the loop although the sibling asked for another iteration, and waits for it',
    graph: errorExit,
    script: { outcomes: { 'each[0]/each': 'body', 'each[0]/risky': 'fails' } },
    activations: [
      'start completed:out',
      'each[0]/each completed:body',
      'each[0]/risky failed:error',
      'each[0]/sibling completed:out',
      'repair completed:out',
    ],
    terminal: completed,
  },
  {
    title: 'the counter of an inner loop starts again with every outer iteration',
    graph: innerCounterResets,
    script: {
      outcomes: Object.fromEntries([
        ...[0, 1].flatMap((index) => [
          [`outer[${index}]/outer`, 'body'],
          [`outer[${index}]/inner[0]/inner`, 'body'],
          [`outer[${index}]/inner[1]/inner`, 'done'],
        ]),
        ['outer[2]/outer', 'done'],
      ]),
    },
    activations: [
      'start completed:out',
      ...[0, 1].flatMap((index) => [
        `outer[${index}]/outer completed:body`,
        `outer[${index}]/inner[0]/inner completed:body`,
        `outer[${index}]/inner[0]/work completed:out`,
        `outer[${index}]/inner[1]/inner completed:done`,
        `outer[${index}]/inner[1]/work skipped`,
      ]),
      'outer[2]/outer completed:done',
      'outer[2]/inner[0]/inner skipped',
      'outer[2]/inner[0]/work skipped',
    ],
    terminal: completed,
  },
  {
    title: 'a skipped arm of a diamond does not hold its join',
    graph: diamond,
    script: { outcomes: { split: 'true' } },
    activations: [
      'start completed:out',
      'split completed:true',
      'left completed:out',
      'right skipped',
      'far skipped',
      'meet completed:out',
    ],
    terminal: completed,
  },
  {
    title: 'an unhandled failure cancels the running sibling and starts nothing more',
    graph: runningSibling,
    script: { outcomes: { bad: 'fails' } },
    activations: ['start completed:out', 'bad failed', 'good cancelled'],
    terminal: failed('node/failed', 'bad'),
  },
  {
    title: 'a region whose header is skipped is skipped under iteration 0, and its exits count as skipped',
    graph: skippedHeader,
    script: { outcomes: { split: 'false' } },
    activations: [
      'start completed:out',
      'split completed:false',
      'outer[0]/outer skipped',
      'outer[0]/inner[0]/inner skipped',
      'outer[0]/inner[0]/work skipped',
      'other completed:out',
      'meet completed:out',
    ],
    terminal: completed,
  },
  {
    title: 'an any header fires on its first entry edge, and a later one changes nothing',
    graph: anyHeader,
    // start, early, then the whole loop before late
    script: { outcomes: { 'each[0]/each': 'body', 'each[1]/each': 'done' }, choices: [0, 0, 0, 0, 0, 0] },
    activations: [
      'start completed:out',
      'early completed:out',
      'each[0]/each completed:body',
      'each[0]/work completed:out',
      'each[1]/each completed:done',
      'each[1]/work skipped',
      'late completed:out',
    ],
    terminal: completed,
  },
  {
    title: 'a join that cancels others ends nothing when it is skipped',
    graph: skippedCancellingJoin,
    // start, split, then meet before aside
    script: { outcomes: { split: 'true' }, choices: [0, 1, 1] },
    activations: [
      'start completed:out',
      'split completed:true',
      'meet completed:out',
      'join skipped',
      'aside completed:out',
    ],
    terminal: completed,
  },
  {
    title: 'cancelOthers belongs to a join of any: one of all has none to cancel and lets late losers run on',
    graph: cancellingAll,
    // start, quick, first, then join before slow
    script: {},
    activations: [
      'start completed:out',
      'quick completed:out',
      'first completed:out',
      'join completed:out',
      'slow completed:out',
    ],
    terminal: completed,
  },
  {
    title: 'a header that cancels others ends what leads to its loop on entry, and goes round alone',
    graph: cancellingHeader,
    script: { outcomes: { 'each[0]/each': 'body', 'each[1]/each': 'done' } },
    activations: [
      'start completed:out',
      'quick completed:out',
      'slow cancelled',
      'late skipped',
      'each[0]/each completed:body',
      'each[0]/work completed:out',
      'each[1]/each completed:done',
      'each[1]/work skipped',
    ],
    terminal: completed,
  },
  {
    title: 'a loop that may run no iteration fails at its header when it is entered',
    graph: { ...modelAndTools, maxIterations: 0 },
    script: {},
    activations: ['start completed:out', 'model[0]/model failed'],
    terminal: failed('limit/iterations', 'model[0]/model'),
  },
  {
    title: 'the first true condition in declaration order is taken alone',
    graph: conditions(false),
    script: {
      true: ['ask.out ?> first @ ask', 'ask.out ?> second @ ask'],
      throws: ['ask.out ?> second @ ask'],
    },
    activations: [
      'start completed:out',
      'ask completed:out',
      'first completed:out',
      'second skipped',
      'sorry skipped',
      'stop skipped',
    ],
    terminal: completed,
  },
  {
    title: 'edge/none-taken takes the error port',
    graph: conditions(false),
    script: { true: ['ask.error ?> sorry @ ask'] },
    activations: [
      'start completed:out',
      'ask failed:error',
      'first skipped',
      'second skipped',
      'sorry completed:out',
      'stop skipped',
    ],
    terminal: completed,
  },
  {
    title: 'edge/none-taken stands when no error edge can be taken either',
    graph: conditions(false),
    script: { throws: ['ask.error ?> sorry @ ask'] },
    activations: ['start completed:out', 'ask failed'],
    terminal: failed('edge/none-taken', 'ask'),
  },
  {
    title: 'expression/failed stands when no error edge can be taken either',
    graph: conditions(true),
    script: { throws: ['ask.out ?> first @ ask'] },
    activations: ['start completed:out', 'ask failed'],
    terminal: failed('expression/failed', 'ask'),
  },
  {
    title: 'allowNone lets a node complete although no edge is taken',
    graph: conditions(true),
    script: {},
    activations: [
      'start completed:out',
      'ask completed:out',
      'first skipped',
      'second skipped',
      'sorry skipped',
      'stop skipped',
    ],
    terminal: completed,
  },
  {
    title: 'a retryable failure is another attempt of the same activation while attempts are left',
    graph: graphOf([plain('work', { maxAttempts: 2 })], ['start.out -> work']),
    script: { outcomes: { work: 'fails-retryably' } },
    activations: ['start completed:out', 'work completed:out ×2'],
    terminal: completed,
  },
  {
    title: 'limit/steps names the first activation that would exceed it, and cancels what runs',
    graph: graphOf(
      [plain('one'), plain('two'), plain('three')],
      ['start.out -> three', 'start.out -> two', 'start.out -> one'],
      { maxSteps: 2 },
    ),
    script: {},
    activations: ['start completed:out', 'one cancelled'],
    terminal: failed('limit/steps', 'two'),
  },
];
