// Before the trips: for each worker the whole product in demo mode, as `npm start` brings it up, on free ports and a data
// directory of its own. The trips learn where from MANDATE_BASE_URL, MANDATE_SIMULATOR_URL, MANDATE_DATA_DIR and
// MANDATE_DATABASE_URL, which their worker takes from what was kept here (houses.ts). Who sets these has a product already.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, existsSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import type { FullConfig } from '@playwright/test';

import { freePort } from '../lib/ports.mjs';
import { runningEmbeddedUrl } from '../lib/postgres.mjs';
import { keepHouses, type House } from './houses';

const START_TIMEOUT_MS = 180_000; // it may have to build first

const root = path.resolve(import.meta.dirname, '..', '..');

function untilUp(product: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`The product did not come up:\n${text}`)), START_TIMEOUT_MS);
    const take = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (!text.includes('Mandate runs at')) return;
      clearTimeout(timer);
      resolve();
    };
    product.stdout?.on('data', take);
    product.stderr?.on('data', take);
    product.once('exit', (code) => reject(new Error(`The product ended with ${code}:\n${text}`)));
  });
}

async function stop(product: ChildProcess, dataDir: string): Promise<void> {
  const ended = new Promise((resolve) => product.once('exit', resolve));
  if (product.exitCode === null) {
    product.kill('SIGTERM');
    await ended;
  }
  const home = path.join(dataDir, 'postgres-home');
  if (existsSync(home))
    rmSync(`/var/tmp/mandate-${readFileSync(home, 'utf8').trim()}`, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

/** One whole product, up and alone with its data. */
async function startHouse(): Promise<{ house: House; end: () => Promise<void> }> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'mandate-trips-'));
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const product = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      MANDATE_MODE: 'demo',
      MANDATE_PARENT_PIPE: '1',
      PORT: String(port),
      SIMULATOR_PORT: String(simulatorPort),
      DATA_DIR: dataDir,
    } as unknown as NodeJS.ProcessEnv,
  });
  const end = () => stop(product, dataDir);
  try {
    await untilUp(product);
  } catch (error) {
    await end();
    throw error;
  }
  const house = {
    MANDATE_BASE_URL: `http://localhost:${port}`,
    MANDATE_SIMULATOR_URL: `http://localhost:${simulatorPort}`,
    MANDATE_DATA_DIR: dataDir,
    MANDATE_DATABASE_URL: runningEmbeddedUrl(dataDir) ?? '',
  };
  return { house, end };
}

export default async function setUp(config: FullConfig): Promise<(() => Promise<void>) | void> {
  if (process.env.MANDATE_BASE_URL) return;
  const ends: (() => Promise<void>)[] = [];
  const endAll = async () => void (await Promise.all(ends.map((end) => end())));
  const houses: House[] = [];
  try {
    const move = async () => {
      const { house, end } = await startHouse();
      houses.push(house);
      ends.push(end);
    };
    await move(); // it may have to build
    const others = await Promise.allSettled(Array.from({ length: config.workers - 1 }, move));
    for (const other of others) if (other.status === 'rejected') throw other.reason;
  } catch (error) {
    await endAll();
    throw error;
  }
  keepHouses(houses);
  return endAll;
}
