import { blogWriter } from './blog-writer.ts';
import type { BuiltInTemplate } from './built-in-template.ts';
import { codeAssistant } from './code-assistant.ts';
import { customerSupport } from './customer-support.ts';
import { dataAnalyst } from './data-analyst.ts';
import { documentReviewer } from './document-reviewer.ts';
import { generalChat } from './general-chat.ts';
import { learningTutor } from './learning-tutor.ts';
import { meetingSummariser } from './meeting-summariser.ts';
import { patternEvaluatorOptimiser } from './pattern-evaluator-optimiser.ts';
import { patternMap } from './pattern-map.ts';
import { patternParallelVote } from './pattern-parallel-vote.ts';
import { patternRouter } from './pattern-router.ts';
import { simpleChat } from './simple-chat.ts';

/** Every template that is shipped with Chatter. */
export const builtInTemplates: readonly BuiltInTemplate[] = [
  simpleChat,
  generalChat,
  codeAssistant,
  customerSupport,
  learningTutor,
  meetingSummariser,
  blogWriter,
  dataAnalyst,
  documentReviewer,
  patternRouter,
  patternEvaluatorOptimiser,
  patternParallelVote,
  patternMap,
];
