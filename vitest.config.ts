import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/database-server.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    // The files of a worker share its modules, as all that a server does shares them: to load them takes longer than most.
    isolate: false,
    // One less is the rule, but a worker waits for PostgreSQL, programs and timers much of its time.
    maxWorkers: '100%',
    // A program that tests start again and again is compiled once.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/chatter-programs') },
    server: { deps: { inline: [/graphql/, /@pothos/] } },
    // Only what hangs takes so long, also on a machine that has much else to do.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    coverage: {
      provider: 'v8',
      include: ['src/{engine,graph,expression}/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: {
        'src/engine/**': { branches: 90 },
        'src/graph/**': { branches: 90 },
        'src/expression/**': { branches: 90 },
      },
    },
  },
});
