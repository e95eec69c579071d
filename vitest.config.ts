import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/database-server.ts'],
    setupFiles: ['test/support/property-seed.ts'],
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
