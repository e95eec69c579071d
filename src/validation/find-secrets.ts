import { shortKey, type WorkflowGraph } from '../graph/index.ts';

/** A text of the document that holds what looks like a key. The key itself is not repeated. */
export interface SecretFound {
  readonly what: string;
  readonly path: string;
  readonly nodeId: string | null;
}

interface KeyShape {
  readonly what: string;
  /** What it matches is the key. */
  readonly pattern: RegExp;
}

/**
 * Shapes that nothing but a key has. Words are no shape: a prompt may well say "password", "token" or "sk-…". Every
 * pattern takes linear time.
 */
const shapes: readonly KeyShape[] = [
  { what: 'an access key of AWS', pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g },
  { what: 'a token of GitHub', pattern: /\b(?:gh[opsru]_[A-Za-z0-9]{36,255}|github_pat_\w{60,255})\b/g },
  { what: 'a token of Slack', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{20,255}/g },
  { what: 'a secret key of a model provider', pattern: /\bsk-[\w-]{20,255}/g },
  { what: 'an API key of Google', pattern: /\bAIza[\w-]{35}/g },
  { what: 'a live key of Stripe', pattern: /\b[rs]k_live_[A-Za-z0-9]{20,255}/g },
  { what: 'an API key of Chatter', pattern: /\bchatter_[\w-]{43}/g },
  {
    what: 'a private key',
    pattern: /-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----\s{1,4}[A-Za-z0-9+/=\s]{60,4096}/g,
  },
];

/** Every text of the document with a key in it, also in nested graphs and in what no execution reads. */
export function findSecrets(graph: WorkflowGraph): readonly SecretFound[] {
  const found: SecretFound[] = [];
  const { nodes, edges, ...rest } = graph;
  const searchIn = (nodeId: string | null, ...path: readonly string[]) => {
    const note = (what: string, at: readonly string[]) => found.push({ what, path: at.join('.'), nodeId });
    return (value: unknown) => search(value, [...path], note);
  };
  searchIn(null)(rest);
  for (const [index, node] of nodes.entries()) searchIn(node.id, 'nodes', `${index}`)(node);
  searchIn(null, 'edges')(edges);
  return found;
}

function keyIn(text: string): string | null {
  if (text.length < 20) return null;
  return shapes.find(({ pattern }) => text.match(pattern)?.some(isRandom))?.what ?? null;
}

/** Placeholders have the shape of a key too, but repeat few characters, or say what they are. */
function isRandom(key: string): boolean {
  const letters = new Set(key);
  return (
    letters.size >= 12 && /\d/.test(key) && /[A-Za-z]/.test(key) && !/example|placeholder|your/i.test(key)
  );
}

/** `path` is that of the value, and the same again afterwards. */
function search(value: unknown, path: string[], note: (what: string, path: readonly string[]) => void): void {
  if (typeof value === 'string') {
    const what = keyIn(value);
    if (what !== null) note(what, path);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    path.push(shortKey(key));
    search(Reflect.get(value, key), path, note);
    path.pop();
  }
}
