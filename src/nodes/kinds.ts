import { codeKind } from './code/code-kind.ts';
import { conditionalKind } from './conditional/conditional-kind.ts';
import { delayKind } from './delay/delay-kind.ts';
import { endKind } from './end/end-kind.ts';
import { errorHandlerKind } from './error_handler/error-handler-kind.ts';
import { httpRequestKind } from './http_request/http-request-kind.ts';
import { loopKind } from './loop/loop-kind.ts';
import { mapKind } from './map/map-kind.ts';
import { modelKind } from './model/model-kind.ts';
import type { RegisteredKind } from './node-kind.ts';
import { noteKind } from './note/note-kind.ts';
import { startKind } from './start/start-kind.ts';
import { subworkflowKind } from './subworkflow/subworkflow-kind.ts';
import { switchKind } from './switch/switch-kind.ts';
import { transformKind } from './transform/transform-kind.ts';
import { variableKind } from './variable/variable-kind.ts';

/** Every kind of node that Chatter brings, in the order in which a palette shows them. */
export const builtInKinds: readonly RegisteredKind[] = [
  startKind,
  endKind,
  modelKind,
  conditionalKind,
  switchKind,
  loopKind,
  mapKind,
  errorHandlerKind,
  subworkflowKind,
  variableKind,
  transformKind,
  httpRequestKind,
  codeKind,
  delayKind,
  noteKind,
];
