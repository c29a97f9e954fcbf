// The environment every process of Mandate gets. In demo and test modes what is not given is generated once and kept
// under DATA_DIR; in live mode nothing ever is. What the values must look like is lib/kit/env.ts's business.

import { createPublicKey, generateKeyPair, randomBytes } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';

import { readIfThere, writeOnce } from './files.mjs';
import { dataDirOf, ensureDataDir } from './paths.mjs';
import { Stop } from './progress.mjs';

const newKeyPair = promisify(generateKeyPair);

const MODES = ['demo', 'test', 'live'];

/** demo without a gateway, test with one; never live by itself. */
export function modeOf(env) {
  if (env.MANDATE_MODE) return env.MANDATE_MODE;
  return env.ALIPAY_GATEWAY_URL || env.ALIPAY_GATEWAY_URL_FILE ? 'test' : 'demo';
}

export function isGiven(env, name) {
  return Boolean(env[name] || env[`${name}_FILE`]);
}

function secretOnce(file, make) {
  return readIfThere(file) ?? writeOnce(file, make());
}

// The private file is the birthplace; the public one follows from whatever private key won the race to be written.
async function keyPairOnce(privateFile, publicFile) {
  let pem = readIfThere(privateFile);
  if (pem === null) {
    const { privateKey } = await newKeyPair('rsa', { modulusLength: 2048 });
    pem = writeOnce(privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim());
  }
  if (readIfThere(publicFile) === null) {
    writeOnce(publicFile, createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString().trim());
  }
}

function newClientId() {
  return `SANDBOX_5Y${randomBytes(8).toString('hex').toUpperCase()}`;
}

// Which variable is served by which file. The simulator's own three are its half of the same keys.
const GENERATED = {
  AUTH_SECRET: 'auth-secret',
  TOKEN_ENCRYPTION_KEYS: 'token-encryption-keys',
  ALIPAY_CLIENT_ID: 'client-id',
  ALIPAY_MERCHANT_PRIVATE_KEY: 'merchant-private.pem',
  ALIPAY_PUBLIC_KEYS: 'alipay-public.pem',
  SIMULATOR_PRIVATE_KEY: 'alipay-private.pem',
  SIMULATOR_MERCHANT_PUBLIC_KEY: 'merchant-public.pem',
  SIMULATOR_CLIENT_ID: 'client-id',
};

// What moves the demo's clock: one secret, which the simulator shows and the app knows. No other mode has it.
const GENERATED_IN_DEMO = { DEMO_CLOCK_SECRET: 'clock-secret', SIMULATOR_CLOCK_SECRET: 'clock-secret' };

async function generateSecrets(folder, mode) {
  const at = (name) => path.join(folder, name);
  secretOnce(at('auth-secret'), () => randomBytes(32).toString('base64url'));
  secretOnce(at('token-encryption-keys'), () => `k1:${randomBytes(32).toString('base64')}`);
  secretOnce(at('client-id'), newClientId);
  if (mode === 'demo') secretOnce(at('clock-secret'), () => randomBytes(32).toString('base64url'));
  await Promise.all([
    keyPairOnce(at('merchant-private.pem'), at('merchant-public.pem')),
    keyPairOnce(at('alipay-private.pem'), at('alipay-public.pem')),
  ]);
}

// What the scripts themselves must know; every other NAME_FILE is read by the process that uses it.
const NEEDED_HERE = ['MANDATE_MODE', 'DATA_DIR', 'PORT', 'SIMULATOR_PORT'];

function takeFromFile(env, name) {
  const file = env[`${name}_FILE`];
  if (!file || env[name]) return;
  const value = readIfThere(file);
  if (value === null) throw new Stop(`${name}_FILE names a file that is not there: ${file}`);
  env[name] = value;
  delete env[`${name}_FILE`];
}

// Of a secret that was given to one side the other side is told.
function shareClockSecret(env) {
  if (!isGiven(env, 'DEMO_CLOCK_SECRET') || isGiven(env, 'SIMULATOR_CLOCK_SECRET')) return;
  if (env.DEMO_CLOCK_SECRET) env.SIMULATOR_CLOCK_SECRET = env.DEMO_CLOCK_SECRET;
  else env.SIMULATOR_CLOCK_SECRET_FILE = env.DEMO_CLOCK_SECRET_FILE;
}

// Web's own address on this machine, whatever name or proxy stands before it: the loopback that it listens on.
function webAddress(env) {
  const address = env.APP_URL || (env.APP_URL_FILE && readIfThere(env.APP_URL_FILE)) || '';
  const host = URL.canParse(address) && new URL(address).hostname === '[::1]' ? '[::1]' : '127.0.0.1';
  return `http://${host}:${env.PORT}`;
}

/**
 * A copy of `source` made complete for a process of Mandate. `generated` names the variables that were not given and now
 * come from DATA_DIR; test mode warns of them.
 */
export async function prepareEnvironment(source) {
  const env = { ...source };
  for (const name of NEEDED_HERE) takeFromFile(env, name);
  const mode = modeOf(env);
  if (!MODES.includes(mode)) throw new Stop(`MANDATE_MODE must be one of ${MODES.join(', ')}, not "${mode}".`);
  const dataDir = dataDirOf(env);
  Object.assign(env, { MANDATE_MODE: mode, DATA_DIR: dataDir });
  env.PORT ||= '3000';
  env.SIMULATOR_PORT ||= '4000';
  ensureDataDir(dataDir);
  const generated = [];
  if (mode === 'demo' || mode === 'test') {
    const folder = path.join(dataDir, 'secrets');
    await generateSecrets(folder, mode);
    if (mode === 'demo') shareClockSecret(env);
    const files = mode === 'demo' ? { ...GENERATED, ...GENERATED_IN_DEMO } : GENERATED;
    for (const [name, file] of Object.entries(files)) {
      if (isGiven(env, name)) continue;
      env[`${name}_FILE`] = path.join(folder, file);
      if (!name.startsWith('SIMULATOR_')) generated.push(name);
    }
  }
  if (mode === 'demo' && !isGiven(env, 'ALIPAY_GATEWAY_URL')) {
    env.ALIPAY_GATEWAY_URL = `http://localhost:${env.SIMULATOR_PORT}`;
  }
  // Where the simulator finds the clock that moves with its own.
  if (mode === 'demo' && !isGiven(env, 'SIMULATOR_APP_URL')) env.SIMULATOR_APP_URL = webAddress(env);
  // The simulated wallet names the shop on its agreement page, as a real one takes it from the contract.
  if (!isGiven(env, 'SIMULATOR_MERCHANT_NAME')) {
    const name = isGiven(env, 'ALIPAY_MERCHANT_NAME') ? 'ALIPAY_MERCHANT_NAME' : null;
    if (name && env[`${name}_FILE`]) env.SIMULATOR_MERCHANT_NAME_FILE = env[`${name}_FILE`];
    else env.SIMULATOR_MERCHANT_NAME = (name && env[name]) || 'Mandate Demo Shop';
  }
  return { env, mode, dataDir, generated };
}
