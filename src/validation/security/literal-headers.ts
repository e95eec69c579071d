import { credentialHeaders } from '../../nodes/index.ts';
import { aboutNode, type SituationRule } from '../situation.ts';

/** What says who asks is sent from a secret: in the document, whoever sees the workflow could use it. */
export const literalHeaders: SituationRule = {
  code: 'secret/in-header',
  find: ({ survey }) =>
    survey.nodes.flatMap((node) =>
      node.uses.headers
        .filter(({ name, text }) => isCredential(name.toLowerCase(), text))
        .map(({ name, at }) => {
          const what = `sends the header ${name} with a value that stands in the workflow`;
          return aboutNode(node, at, `${what}: keep it as a secret, and name that instead`);
        }),
    ),
};

/** Schemes without anything after them, and short words, are no credentials. */
function isCredential(name: string, text: string): boolean {
  if (name === 'authorization' || name === 'proxy-authorization') return /^\s*[\w-]+\s+\S{8,}/.test(text);
  return credentialHeaders.has(name) && text.trim().length >= 16;
}
