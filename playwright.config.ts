// How the trips run: in the system's Chromium, on a desktop and on a phone. Three workers, each with a whole product of its own
// that the global set-up starts, since a trip may change the weather at the gateway for everybody.

import { defineConfig, devices } from '@playwright/test';

import { findChromium } from './scripts/lib/chromium.mjs';
import { moveIn } from './scripts/test/houses';

moveIn();

export default defineConfig({
  testDir: 'e2e/trips',
  testMatch: /\.(trip|spec|test)\.ts$/,
  globalSetup: './scripts/test/browser.setup.ts',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: process.env.MANDATE_BASE_URL && !process.env.TEST_PARALLEL_INDEX ? 1 : 3,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // The longest trip took 108 s on a machine that was busy with others' work, which is no failure of ours.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    // Set by moveIn(), or by who has a product already.
    baseURL: process.env.MANDATE_BASE_URL,
    launchOptions: { executablePath: findChromium() ?? undefined },
    // Keeping a picture of every act costs a quarter of the time of all trips; `--trace retain-on-failure` for the one that failed.
    trace: 'off',
    screenshot: 'only-on-failure',
    video: 'off',
  },
  projects: [
    {
      name: 'desktop',
      grepInvert: /@phone/,
      use: { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } },
    },
    // Doors without a screen are knocked at once, from the desktop's project.
    {
      name: 'phone',
      grepInvert: /@desktop/,
      testIgnore: /(doors|sign-in-guard)\.trip\.ts/,
      use: { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } },
    },
  ],
});
