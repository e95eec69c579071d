import DataLoader from 'dataloader';

type Ask<Question, Key, Value> = (question: Question, keys: readonly Key[]) => Promise<readonly Value[]>;

/**
 * Gathers the keys for which the same question is asked at the same time, by whatever operations, and asks it once, each
 * key being in it once: a change is told to all who watch it at the same moment, and what leads on from it is asked for
 * by all of them. Nothing is remembered: subscriptions live long, and things change.
 */
export function gathered<Question, Key, Value>(
  ask: Ask<Question, Key, Value>,
): (question: Question, key: Key) => Promise<Value> {
  const gathering = new Map<string, DataLoader<Key, Value, string>>();
  return (question, key) => {
    const text = JSON.stringify(question);
    const open = gathering.get(text);
    if (open) return open.load(key);
    const loader = new DataLoader<Key, Value, string>(
      (keys) => {
        gathering.delete(text);
        return ask(question, keys);
      },
      { cacheKeyFn: (one) => JSON.stringify(one) },
    );
    gathering.set(text, loader);
    return loader.load(key);
  };
}

/** The same for a question that has one answer. */
export function askedOnce<Question, Value>(
  ask: (question: Question) => Promise<Value>,
): (question: Question) => Promise<Value> {
  const asking = gathered(async (question: Question) => [await ask(question)]);
  return (question) => asking(question, 'it');
}
