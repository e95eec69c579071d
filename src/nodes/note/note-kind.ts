import { z } from 'zod';
import { noteType } from '../../graph/index.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import { disabledBehaviour } from '../disabled-behaviour.ts';

const config = z.strictObject({
  text: z.string().max(10_000).default('').describe('What the note says, in Markdown.'),
});

/** A comment on the canvas: no edge leads to it, so it never runs. */
export const noteKind = defineNodeKind({
  type: noteType,
  label: 'Note',
  category: 'canvas',
  description: 'A comment for people who read the workflow. It does nothing.',
  pure: true,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config,
  ports: [],
  output: () => 'null',
  compile: () => disabledBehaviour,
});
