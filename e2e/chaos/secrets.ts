/**
 * I13: what may be written nowhere. After everything else was played in a house, its logs and every table of its database are
 * searched for Alipay's tokens and codes, which have a shape of their own, for the house's secret keys, and for session cookies. Only
 * sealed copies may hold them.
 */
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Estate } from './estate';
import type { House } from './house';
import { payOrder } from './house-acts';
import type { HouseCase } from './house-case';
import { readDatabase } from './reader';

/** The simulator's access tokens, refresh tokens and codes. */
const CREDENTIAL = /28101(?:1|2|11301)[0-9a-f]{32}/;
/** Longer than anything that is searched for, so that nothing hides between two pieces. */
const OVERLAP = 2_000;
/** A shorter word in a file of secrets is a name. */
const SECRET_LENGTH = 20;
/** They lie with the secrets and are none. */
const PUBLIC_FILES = /public|client-id/;

export const NO_SECRETS: HouseCase = {
  name: 'secrets: no token, code, key or cookie in a log or a table',
  brings: 'search for secrets',
  orders: 1,
  play,
};

interface Secret {
  readonly what: string;
  isIn(text: string): boolean;
}

async function play(estate: Estate): Promise<string[]> {
  const { house, staff } = estate;
  const person = await estate.borrow('GCASH');
  try {
    const orderId = await payOrder(estate, person);
    const cookies = [staff, person.browser].map((browser) => containing('a session cookie', browser.session()));
    const secrets: Secret[] = [
      { what: 'a token or a code of Alipay', isIn: (text) => CREDENTIAL.test(text) },
      ...keysOf(house).map(([file, key]) => containing(`a key of ${file}`, key)),
      ...cookies,
    ];
    // A search that finds nothing has proved nothing unless it finds what is there.
    const found = new Set<string>();
    const isBlind = new Set(['logs', 'tables']);
    const look = (where: string, place: 'logs' | 'tables', text: string) => {
      if (text.includes(orderId)) isBlind.delete(place);
      for (const { what, isIn } of secrets) if (isIn(text)) found.add(`I13: ${what} stands in ${where}`);
    };
    for (const file of logsOf(house)) {
      await inPieces(createReadStream(file, 'utf8'), (text) => look(path.basename(file), 'logs', text));
    }
    for (const table of await tablesOf(house)) {
      await readDatabase(house.databaseUrl(), async (sql) => {
        const rows = await sql`copy ${sql(table)} to stdout`.readable();
        await inPieces(rows.setEncoding('utf8'), (text) => look(table, 'tables', text));
      });
    }
    return [...found, ...[...isBlind].map((place) => `nothing was found in the ${place}, not even an order`)];
  } finally {
    estate.giveBack(person);
  }
}

function containing(what: string, value: string): Secret {
  if (value.length < SECRET_LENGTH) throw new Error(`${what} is too short to be searched for`);
  return { what, isIn: (text) => text.includes(value) };
}

/** Every long word of the files of secrets: keys in base64, lines of a PEM, a password. */
function keysOf({ dataDir }: House): (readonly [string, string])[] {
  const folder = path.join(dataDir, 'secrets');
  const files = readdirSync(folder).filter((name) => !PUBLIC_FILES.test(name));
  return files.flatMap((name) => {
    const words = readFileSync(path.join(folder, name), 'utf8').split(/[\s:,]+|-----.*?-----/);
    const keys = words.filter((word) => word.length >= SECRET_LENGTH);
    if (keys.length === 0) throw new Error(`no key was found in ${name}`);
    return keys.map((key) => [name, key] as const);
  });
}

function logsOf({ dataDir }: House): string[] {
  const folder = path.join(dataDir, 'logs');
  return [path.join(dataDir, 'npm.log'), ...readdirSync(folder).map((name) => path.join(folder, name))];
}

function tablesOf(house: House): Promise<string[]> {
  return readDatabase(house.databaseUrl(), async (sql) => {
    const rows = await sql<{ name: string }[]>`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') order by 1`;
    return rows.map(({ name }) => name);
  });
}

async function inPieces(stream: NodeJS.ReadableStream, look: (text: string) => void): Promise<void> {
  let before = '';
  for await (const piece of stream) {
    const text = before + String(piece);
    look(text);
    before = text.slice(-OVERLAP);
  }
}
