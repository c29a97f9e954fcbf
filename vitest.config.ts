// How vitest runs. Three projects: "unit" needs nothing but the code; "integration" gets a throw-away PostgreSQL with a
// migrated template database (scripts/test/postgres.setup.ts); "protocol" speaks with a gateway, the simulator unless another
// is named (e2e/protocol). Browser trips are Playwright's (playwright.config.ts).

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');
const alias = { '@': root };
const PROTOCOL_TESTS = 'e2e/protocol/**/*.protocol.test.ts';
const never = ['node_modules/**', '.next/**', 'dist/**', '.data/**', 'e2e/trips/**'];

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          environment: 'node',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...never, '**/*.integration.test.ts', PROTOCOL_TESTS],
          // Two at once on two cores; a test that starts a simulator may wait for its turn.
          testTimeout: 30_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'integration',
          // After the unit tests: its own number of workers needs its own group.
          sequence: { groupOrder: 1 },
          environment: 'node',
          include: ['**/*.integration.test.ts'],
          exclude: never,
          globalSetup: ['scripts/test/postgres.setup.ts'],
          // A test that starts processes or waits for a job may take a while on a busy machine.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'protocol',
          sequence: { groupOrder: 2 },
          environment: 'node',
          include: [PROTOCOL_TESTS],
          exclude: never,
          testTimeout: 30_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
