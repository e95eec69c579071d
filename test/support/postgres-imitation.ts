import { once } from 'node:events';
import { createServer } from 'node:net';

/** Speaks just enough of PostgreSQL's protocol to let anybody in and answer every query with one value. */
export async function imitatePostgres(
  column: string,
  value: string,
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', int32(0)), readyForQuery]));
      socket.on('data', (chunk) => {
        if (chunk.toString('latin1', 0, 1) === 'Q')
          socket.write(Buffer.concat([...oneRow(column, value), readyForQuery]));
        else socket.end();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `postgresql://user:secret@127.0.0.1:${port}/any`, close: () => server.close() };
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function oneRow(column: string, value: string): readonly Buffer[] {
  const textType = Buffer.concat([int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)]);
  return [
    message('T', Buffer.concat([int16(1), Buffer.from(`${column}\0`), textType])),
    message('D', Buffer.concat([int16(1), int32(Buffer.byteLength(value)), Buffer.from(value)])),
    message('C', Buffer.from('SELECT 1\0')),
  ];
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

const readyForQuery = message('Z', Buffer.from('I'));
