import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';

/** A way to a server that breaks every connection after so many bytes of the answer, wherever that is. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #cutAfter: () => number;

  private constructor(targetPort: number, cutAfter: () => number) {
    this.#cutAfter = cutAfter;
    this.#server = createServer((client) => {
      const target = connect(targetPort, '127.0.0.1');
      const end = (): void => {
        client.destroy();
        target.destroy();
      };
      for (const socket of [client, target]) socket.on('error', end).on('close', end);
      client.pipe(target);
      let left = this.#cutAfter();
      target.on('data', (data) => {
        client.write(data.subarray(0, left));
        left -= data.length;
        // The last bytes are sent before the connection breaks.
        if (left <= 0) client.end(() => end());
      });
    });
  }

  /** @param cutAfter asked for each connection */
  static async to(port: number, cutAfter: () => number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(port, cutAfter);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no address');
    return `http://127.0.0.1:${address.port}/graphql`;
  }

  close(): void {
    this.#server.close();
  }
}
