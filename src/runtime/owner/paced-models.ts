import type { ModelCaller } from '../../nodes/index.ts';

/**
 * Models of which no more is asked while too much of what they have said waits to be written: a provider that sends
 * faster than the database keeps is held up, down to its socket.
 */
export function pacedModels(models: ModelCaller, written: () => Promise<void>): ModelCaller {
  return {
    stream: async function* (request, signal) {
      for await (const chunk of models.stream(request, signal)) {
        yield chunk;
        await written();
      }
    },
  };
}
