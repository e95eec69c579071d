import { type AtomReader, atomOf, everywhere, refuseAtom } from './legacy-atom.ts';
import { fieldOf, meantName } from './legacy-names.ts';

const opposites: Readonly<Record<string, string>> = { '>=': '<', '>': '<=', '<=': '>', '<': '>=' };

/** How many tool calls an execution was allowed where it did not say. */
const defaultMaxToolCalls = 10;

/** `tool_calls OPERATOR N` and `tool_calls OPERATOR variable max_tool_calls`. */
export const readToolCallCount: AtomReader = (text, { variables }) => {
  const [, operator, bound = ''] = /^tool_calls\s*([=!<>]+)\s*(.*)$/is.exec(text) ?? [];
  if (operator === undefined) return null;
  const opposite = opposites[operator];
  const limit = limitOf(bound, variables);
  if (limit === null) {
    return refuseAtom(`"${bound}" is no number that tool calls can be compared with: write a whole number.`);
  }
  if (opposite === undefined) {
    const meant = /^[!=]==?$/.test(operator) ? operator.slice(0, 2) : undefined;
    return refuseAtom(
      `The former system did not know "${operator}" for tool_calls, and took the condition for true.`,
      meant && `toolCallCount() ${meant} ${limit.expression}`,
    );
  }
  const compared = (sign: string) => `toolCallCount() ${sign} ${limit.expression}`;
  return atomOf({
    expression: compared(operator),
    opposite: compared(opposite),
    variables: limit.variables,
    understoodBy: everywhere,
  });
};

function limitOf(bound: string, known: readonly string[]) {
  if (/^variable\s+max_tool_calls$/i.test(bound)) {
    const capabilities = meantName('capabilities', known);
    const most = `vars${fieldOf(capabilities)}.max_tool_calls`;
    return { expression: `(has(${most}) ? ${most} : ${defaultMaxToolCalls})`, variables: [capabilities] };
  }
  return /^[+-]?\d{1,15}$/.test(bound) ? { expression: String(Number(bound)), variables: [] } : null;
}
