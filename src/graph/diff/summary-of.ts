import type { GraphChange } from './graph-change.ts';

/** Changes that are told one by one. */
const mostTold = 5;

/** What has changed, in one line for people: what runs before what is only seen. */
export function summaryOf(changes: readonly GraphChange[]): string {
  if (changes.length === 0) return 'nothing';
  const sorted = [...changes.filter(({ layout }) => !layout), ...changes.filter(({ layout }) => layout)];
  const told = [...new Set(sorted.map(wordsOf))];
  const more = told.length - mostTold;
  return [...told.slice(0, mostTold), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function wordsOf({ subject, id, change, path }: GraphChange): string {
  if (change === 'reordered') return `${subject}s reordered${id === null ? '' : ` in ${short(id)}`}`;
  const name = id === null ? subject : `${subject} ${short(id)}`;
  return path === null ? `${name} ${change}` : `${name}: ${short(path)} ${change}`;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
