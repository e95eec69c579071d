import { given, type LegacyKind } from './legacy-kind.ts';
import { numberUpTo, wholeUpTo } from './legacy-settings.ts';

const strategies: ReadonlyMap<string, string> = new Map([
  ['conversation', 'window'],
  ['summary', 'summary'],
  ['entity', 'facts'],
]);

export const memoryKind: LegacyKind = {
  type: 'memory',
  convert: (settings, { conversion }) => {
    const wanted = settings.text('memoryType', 'memory_type') ?? 'summary';
    const strategy = strategies.get(wanted);
    if (strategy === undefined) {
      const at = settings.at('memoryType', 'memory_type');
      conversion.report.error(at, `There is no memory of the type "${wanted}": choose a strategy.`);
    }
    const operation = settings.take('operation');
    if (operation !== undefined) {
      const at = settings.at('operation');
      conversion.report.error(at, 'A memory stores nothing under a key: use a variable for that.');
    }
    settings.ignore('key', 'value');
    settings.drop(
      'memory is bounded by maxTokens, not by a number of messages',
      'memory_window',
      'memoryWindow',
      'window',
    );
    return given({ strategy: strategy ?? wanted, operation });
  },
};

export const retrievalKind: LegacyKind = {
  type: 'retrieval',
  convert: (settings, { path, conversion }) => {
    conversion.report.warning(
      path,
      'What is found was added to every prompt by itself; write it into the prompts that shall have it.',
    );
    settings.drop('found documents are not ordered once more', 'rerank');
    settings.drop('the documents of the owner are searched', 'retriever');
    return given({
      maxDocuments: settings.number(
        wholeUpTo(1000, 1),
        'max_documents',
        'maxDocuments',
        'limit',
        'topK',
        'top_k',
      ),
      threshold: settings.number(
        numberUpTo(1),
        'similarity_threshold',
        'score_threshold',
        'similarityThreshold',
        'scoreThreshold',
        'threshold',
      ),
      documentIds: settings.texts('document_ids', 'documentIds'),
      collections: settings.texts('collections', 'collection'),
    });
  },
};
