/**
 * What the simulator is told from outside: its port, where its journal lies, and the three things it shares with
 * the merchant by way of a (played) dashboard: client id, merchant's public key, its own private key.
 * It refuses to know the merchant application's own variables.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppDoor } from './app-clock';

export interface Environment {
  port: number;
  hosts: string[];
  /** Public address in wallet pages; undefined: http://localhost and the port that was really opened. */
  url: string | undefined;
  journalDirectory: string;
  privateKey: string;
  merchantPublicKey: string;
  clientId: string;
  merchantName: string | undefined;
  /** The app whose clock follows ours; undefined: nobody's does. */
  app: AppDoor | undefined;
  endsWithParentPipe: boolean;
}

/** A reason not to start that a person can act on; its message is one sentence. */
export class StartRefused extends Error {}

const DEFAULT_PORT = 4000;
const HIGHEST_PORT = 65_535;
/** Both loopbacks: "localhost" means one or the other, depending on who resolves it. */
const LOOPBACKS = ['127.0.0.1', '::1'];

type Variables = Record<string, string | undefined>;

function read(variables: Variables, name: string): string | undefined {
  const direct = variables[name]?.trim();
  if (direct) return direct;
  const file = variables[`${name}_FILE`]?.trim();
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    throw new StartRefused(`The file named by ${name}_FILE cannot be read: ${file}.`);
  }
}

function readPort(variables: Variables): number {
  const text = read(variables, 'SIMULATOR_PORT') ?? String(DEFAULT_PORT);
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > HIGHEST_PORT) {
    throw new StartRefused(`SIMULATOR_PORT must be a number up to ${HIGHEST_PORT}, not "${text}".`);
  }
  return port;
}

function readUrl(variables: Variables, name: string): string | undefined {
  const text = read(variables, name);
  if (text === undefined) return undefined;
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new StartRefused(`${name} must be an http or https address, not "${text}".`);
  }
  return text.replace(/\/+$/, '');
}

function readApp(variables: Variables): AppDoor | undefined {
  const url = readUrl(variables, 'SIMULATOR_APP_URL');
  if (url === undefined) return undefined;
  const secret = read(variables, 'SIMULATOR_CLOCK_SECRET');
  if (!secret) throw new StartRefused('SIMULATOR_APP_URL needs SIMULATOR_CLOCK_SECRET (or the same name with _FILE).');
  return { url, secret };
}

/** Reads NAME or NAME_FILE for every variable; throws StartRefused naming everything that is missing. */
export function readEnvironment(variables: Variables): Environment {
  const privateKey = read(variables, 'SIMULATOR_PRIVATE_KEY');
  const merchantPublicKey = read(variables, 'SIMULATOR_MERCHANT_PUBLIC_KEY');
  const clientId = read(variables, 'SIMULATOR_CLIENT_ID');
  if (!privateKey || !merchantPublicKey || !clientId) {
    const needed = {
      SIMULATOR_PRIVATE_KEY: privateKey,
      SIMULATOR_MERCHANT_PUBLIC_KEY: merchantPublicKey,
      SIMULATOR_CLIENT_ID: clientId,
    };
    const missing = Object.entries(needed).filter(([, value]) => !value);
    throw new StartRefused(
      `The simulator needs ${missing.map(([name]) => name).join(', ')} (or the same name with _FILE).`,
    );
  }
  const host = read(variables, 'SIMULATOR_HOST');
  return {
    port: readPort(variables),
    hosts: host ? [host] : LOOPBACKS,
    url: readUrl(variables, 'SIMULATOR_URL'),
    app: readApp(variables),
    journalDirectory: join(read(variables, 'DATA_DIR') ?? '.data', 'simulator'),
    privateKey,
    merchantPublicKey,
    clientId,
    merchantName: read(variables, 'SIMULATOR_MERCHANT_NAME'),
    endsWithParentPipe: variables.MANDATE_PARENT_PIPE === '1',
  };
}
