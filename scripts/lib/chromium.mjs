// Finds the browser that the trips are walked in, and on Debian as root installs it with the fonts that Chinese, Japanese
// and Korean words need. Elsewhere it says what to install.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

import { isRoot } from './paths.mjs';
import { Stop, runStep, say } from './progress.mjs';

/** The browser without a window of its own: the whole one draws its tabs and bars although nobody sees them. */
const PACKAGES = ['chromium-headless-shell', 'fonts-liberation', 'fonts-noto-cjk'];
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of a Chromium, or null. CHROMIUM_PATH names one that lies elsewhere. */
export function findChromium() {
  const places = process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : PLACES;
  return places.find((place) => existsSync(place)) ?? null;
}

function missingPackages() {
  return PACKAGES.filter((name) => {
    const answer = spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' });
    return answer.status !== 0 || !answer.stdout.includes('install ok installed');
  });
}

/** Makes sure that there is a browser; stops with a sentence when there is none and we may not install one. */
export async function ensureChromium() {
  const canInstall = isRoot && existsSync('/usr/bin/apt-get') && !process.env.CHROMIUM_PATH;
  if (canInstall) await installMissing();
  if (findChromium()) return;
  throw new Stop(
    `The browser tests need Chromium. On Debian: apt-get install ${PACKAGES.join(' ')}. Elsewhere install Chromium or Chrome, and say where it is by CHROMIUM_PATH.`,
  );
}

async function installMissing() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await runStep('Updating the list of Debian packages', 'apt-get', ['update', '-qq'], { env });
    await runStep(
      `Installing ${missing.join(', ')}`,
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', ...missing],
      { env },
    );
  } catch (error) {
    // With a browser but without its fonts the trips still say something.
    if (!findChromium()) throw error;
    say(`Going on without ${missing.join(', ')}.`);
  }
}
