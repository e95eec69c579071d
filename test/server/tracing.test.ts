import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServerLog } from '../../src/runtime/ports/server-log.ts';
import { openTracing, type TracingSettings } from '../../src/server/tracing.ts';
import { HttpTestServer } from '../support/http-server.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { silentLog } from '../support/silent-log.ts';

let collector: HttpTestServer;
let settings: TracingSettings;
const clock = new ManualClock();

beforeAll(async () => {
  collector = await HttpTestServer.open();
  settings = { endpoint: collector.url, headers: { authorization: 'Bearer key' }, service: 'chatter-2' };
});
beforeEach(() => collector.answer((_, response) => response.end('{}')));
afterAll(() => collector.close());

describe('spans', () => {
  it('arrive at the collector with the name of the server, at the latest when it stops', async () => {
    const { tracer, close } = openTracing(settings, clock, silentLog);
    tracer.startSpan('execution', { attributes: { 'chatter.execution.id': 'e1' } }).end();
    await close();
    const { path, headers, body } = await collector.arrived;
    expect([path, headers.authorization]).toEqual(['/v1/traces', 'Bearer key']);
    const [{ resource, scopeSpans }] = JSON.parse(body).resourceSpans;
    expect(resource.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'chatter-2' } });
    expect(scopeSpans).toMatchObject([{ scope: { name: 'chatter' }, spans: [{ name: 'execution' }] }]);
  });

  it('that the collector refuses are lost, which the log says', async () => {
    collector.answer((_, response) => response.writeHead(400).end());
    const lines: string[] = [];
    const log: ServerLog = { ...silentLog, warn: (message) => lines.push(message) };
    const { tracer, close } = openTracing(settings, clock, log);
    tracer.startSpan('execution').end();
    await close();
    expect(lines).toEqual(['spans could not be sent; executions go on without']);
  });

  it('keep nobody from stopping where the collector does not answer', async () => {
    collector.answer(() => undefined);
    const { tracer, close } = openTracing(settings, clock, silentLog);
    tracer.startSpan('execution').end();
    const closed = close();
    await collector.arrived;
    clock.advance(2_000);
    await closed;
  });

  it('go nowhere without a collector', async () => {
    const { tracer, close } = openTracing({ ...settings, endpoint: undefined }, clock, silentLog);
    const span = tracer.startSpan('execution');
    expect(span.isRecording()).toBe(false);
    await close();
  });
});
