import { Socket } from 'node:net';

/** So long a statement may take, or wait for a lock, before the server says anything. */
const longestSilenceMs = 60_000;

/**
 * A socket that breaks where nothing moves on it for so long. A connection that died without a word, because a firewall
 * forgot it or a machine lost its power, would else keep whoever waits for an answer for a quarter of an hour, or for
 * ever.
 */
export function impatientSocket(silenceMs = longestSilenceMs): Socket {
  const socket = new Socket();
  socket.setTimeout(silenceMs, () => socket.destroy(new SilenceError(silenceMs)));
  return socket;
}

class SilenceError extends Error {
  override readonly name = 'SilenceError';
  readonly code = 'ETIMEDOUT';

  constructor(silenceMs: number) {
    super(`the database has said nothing for ${silenceMs / 1000} s`);
  }
}
