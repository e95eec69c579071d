import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/index.ts';
import { misspeltSettings, readConfig, settings } from '../../src/server/config.ts';

type Environment = Readonly<Record<string, string>>;

function refusal(environment: Environment): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (AppError.is(error, 'config/invalid')) return error.message;
    throw error;
  }
  throw new Error('the environment was taken');
}

describe('the configuration', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toEqual({
      PORT: 4000,
      HOST: '127.0.0.1',
      CHATTER_CODE: 'allowed',
      DATABASE_URL: undefined,
      CHATTER_DATA_DIR: '.chatter',
      CHATTER_ROLE: 'all',
      CHATTER_CONCURRENCY: 200,
      CHATTER_KEEP_DAYS: undefined,
      CHATTER_KEEP_PER_OWNER: undefined,
      CHATTER_KEEP_PER_DEFINITION: undefined,
      CHATTER_REPLAY_HOURS: 24,
      CHATTER_MODELS: [],
      CHATTER_SECRET_KEY: undefined,
      CHATTER_API_KEY: undefined,
      CHATTER_MAX_NODES: 500,
      CHATTER_MAX_EDGES: 2000,
      CHATTER_MAX_MODEL_CALLS: undefined,
      CHATTER_ALLOWED_ORIGINS: [],
      CHATTER_HTTP_ALLOW: [],
      LOG_LEVEL: 'warn',
      OTEL_EXPORTER_OTLP_HEADERS: {},
      OTEL_SERVICE_NAME: 'chatter',
    });
  });

  it('takes what is empty for what is not there', () => {
    const empty = Object.fromEntries(Object.keys(settings).map((name) => [name, '']));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  it.each([
    ['PORT', '0', 0],
    ['PORT', '65535', 65_535],
    ['HOST', '::1', '::1'],
    ['HOST', 'localhost', 'localhost'],
    ['DATABASE_URL', 'postgresql://u:p@db:5432/x', 'postgresql://u:p@db:5432/x'],
    ['CHATTER_ROLE', 'worker', 'worker'],
    ['CHATTER_HTTP_ALLOW', ' crm.internal, 10.0.0.0/8,::1 ', ['crm.internal', '10.0.0.0/8', '::1']],
    [
      'CHATTER_ALLOWED_ORIGINS',
      'http://localhost:5173,https://Chat.Example.com/, https://a.example:443',
      ['http://localhost:5173', 'https://chat.example.com', 'https://a.example'],
    ],
    ['CHATTER_CODE', 'refused', 'refused'],
    ['CHATTER_CONCURRENCY_PER_OWNER', '5', 5],
    [
      'OTEL_EXPORTER_OTLP_HEADERS',
      'authorization=Bearer%20key,x-a=b=',
      { authorization: 'Bearer key', 'x-a': 'b=' },
    ],
    ['LOG_LEVEL', 'info', 'info'],
  ])('takes %s=%s', (name, given, value) => {
    expect(readConfig({ [name]: given })).toMatchObject({ [name]: value });
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', 'http'],
    ['HOST', 'http://0.0.0.0:80'],
    ['CHATTER_ROLE', 'boss'],
    ['CHATTER_CODE', 'yes'],
    ['CHATTER_CONCURRENCY', '0'],
    ['CHATTER_CONCURRENCY_PER_OWNER', '0'],
    ['CHATTER_KEEP_DAYS', '0'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', '127.0.0.1:4318'],
    ['CHATTER_KEEP_PER_OWNER', 'all'],
    ['CHATTER_HTTP_ALLOW', 'http://crm.internal'],
    ['CHATTER_HTTP_ALLOW', '10.0.0.0/33'],
    ['CHATTER_ALLOWED_ORIGINS', 'localhost:5173'],
    ['CHATTER_ALLOWED_ORIGINS', 'https://chat.example.com/app'],
    ['CHATTER_ALLOWED_ORIGINS', 'https://*.example.com'],
    ['CHATTER_ALLOWED_ORIGINS', '*'],
    ['CHATTER_DATA_DIR', ' '],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s, and names both', (name, given) => {
    const message = refusal({ [name]: given });
    expect(message).toContain(name);
    expect(message).toContain(`"${given}"`);
  });

  it.each([
    ['DATABASE_URL', 'mysql://chatter:hunter2@db/x'],
    ['DATABASE_URL', 'hunter2'],
    ['CHATTER_MODELS', '[{"key":"hunter2"'],
    ['CHATTER_MODELS', '{"key":"hunter2"}'],
    ['CHATTER_API_KEY', 'hunter2'],
    ['CHATTER_API_KEY', 'chatter_hunter2\nx'],
    ['CHATTER_SECRET_KEY', 'hunter2'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'hunter2'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'key=hunter2%'],
    ['CHATTER_SECRET_KEY', `${Buffer.alloc(32).toString('base64')} hunter2`],
  ])('refuses a wrong %s without showing it', (name, given) => {
    const message = refusal({ [name]: given });
    expect(message).toContain(name);
    expect(message).not.toContain('hunter2');
  });

  it('tells in one line what is wrong of a value with several', () => {
    expect(refusal({ PORT: '40\n00', CHATTER_DATA_DIR: '\n' })).not.toContain('\n');
  });

  it('names everything that is wrong at once, and what is allowed', () => {
    expect(refusal({ PORT: '65536', CHATTER_KEEP_DAYS: '-1', CHATTER_ROLE: 'boss' })).toBe(
      'the environment is wrong: PORT is "65536", and must be a whole number from 0 to 65535. CHATTER_ROLE is "boss", and must be "all" or "api" or "worker". CHATTER_KEEP_DAYS is "-1", and must be a whole number from 1 to 36500',
    );
  });

  it.each([
    [{}, 'CHATTER_MODELS must be a list'],
    [
      [{ name: 'x', type: 'ollama', baseUrl: 'http://x', models: ['m'] }],
      '0.type: must be "openai-compatible" or ',
    ],
    [[{ name: 'x', type: 'openai', apiKey: 'k' }], '0.models: must be a list'],
    [[{ name: 'x', type: 'openai', apiKey: 'k', models: [] }], '0.models: at least 1 item is required'],
    [[{ name: 'x', type: 'openai', key: 'k', models: ['m'] }], '0: Unrecognized key: "key"'],
  ])('says of models %j what is wrong, as a person would', (models, problem) => {
    expect(refusal({ CHATTER_MODELS: JSON.stringify(models) })).toContain(problem);
  });

  it('tells which names are probably misspelt, and takes no offence at those of others', () => {
    const meant = misspeltSettings({
      CHATTER_MODLES: '[]',
      CHATTER_KEEP_DAY: '3',
      CHATTER_MODELS: '[]',
      // As Kubernetes sets them for a service of this name.
      CHATTER_PORT: 'tcp://10.0.0.1:4000',
      CHATTER_SERVICE_HOST: '10.0.0.1',
      CHATTER_SERVICE_PORT: '4000',
      CHATTER_PORT_4000_TCP_ADDR: '10.0.0.1',
      PROT: '4000',
    });
    expect(meant).toEqual([
      ['CHATTER_MODLES', 'CHATTER_MODELS'],
      ['CHATTER_KEEP_DAY', 'CHATTER_KEEP_DAYS'],
    ]);
  });
});
