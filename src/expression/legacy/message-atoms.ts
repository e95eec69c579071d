import { type AtomReader, atomOf, inNodes, onEdges, refuseAtom } from './legacy-atom.ts';

/** `has_tool_calls` and `no_tool_calls`: whether the last message asks for tools. */
export const readToolCallPresence: AtomReader = (text) => {
  const [asks, asksNot] = ['hasToolCalls()', '!hasToolCalls()'] as const;
  switch (text.toLowerCase()) {
    case 'has_tool_calls':
      return atomOf({ expression: asks, opposite: asksNot, understoodBy: onEdges });
    case 'no_tool_calls':
      return atomOf({ expression: asksNot, opposite: asks, understoodBy: onEdges });
    default:
      return null;
  }
};

/** `message contains 'text'`: the last message, in whatever case. */
export const readMessageContains: AtomReader = (text) => {
  const rest = /^message\s+contains\b\s*(.*)$/is.exec(text)?.[1];
  if (rest === undefined) return null;
  const wanted = /^(['"])(.*)\1$/s.exec(rest)?.[2]?.toLowerCase();
  if (wanted === undefined) {
    return refuseAtom('"message contains" needs a text in quotes, as message contains \'yes\'.');
  }
  if (wanted === '') return refuseAtom('"message contains" has an empty text, which every message contains.');
  if (!wanted.isWellFormed())
    return refuseAtom('"message contains" has a text that is cut inside a character.');
  const content = 'lastMessage().content.lowerAscii()';
  const expression = `lastMessage() != null && ${content}.contains(${JSON.stringify(wanted)})`;
  return atomOf({ expression, understoodBy: inNodes });
};

/** `has_errors`: whether a failure led here. */
export const readHasErrors: AtomReader = (text) =>
  text.toLowerCase() === 'has_errors'
    ? atomOf({ expression: 'size(errors) > 0', understoodBy: onEdges })
    : null;
