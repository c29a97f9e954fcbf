/**
 * I13: what may be written nowhere. After everything else was played in a house, its logs and every table of its database are
 * searched for Alipay's tokens and codes, which have a shape of their own, for the house's secret keys, and for session cookies. Only
 * sealed copies may hold them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Estate } from './estate';
import type { House } from './house';
import { payOrder } from './house-acts';
import type { HouseCase } from './house-case';
import { readDatabase } from './reader';

/** The simulator's access tokens, refresh tokens and codes. */
const CREDENTIAL = '28101(?:1|2|11301)[0-9a-f]{32}';
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
  /** As PostgreSQL and JavaScript both read it. */
  readonly pattern: string;
}

async function play(estate: Estate): Promise<string[]> {
  const { house, staff } = estate;
  const person = await estate.borrow('GCASH');
  try {
    const orderId = await payOrder(estate, person);
    const secrets: Secret[] = [
      { what: 'a token or a code of Alipay', pattern: CREDENTIAL },
      ...keysOf(house).map(([file, key]) => literally(`a key of ${file}`, key)),
      ...[staff, person.browser].map((browser) => literally('a session cookie', browser.session())),
    ];
    // A search that finds nothing has proved nothing unless it finds what is there.
    const order = literally('the order', orderId);
    const inLogs = searchLogs(house, [order, ...secrets]);
    const inTables = await searchTables(house, [order, ...secrets]);
    const blind = [inLogs, inTables].filter((found) => !found.some(({ what }) => what === order.what));
    return [
      ...[...inLogs, ...inTables]
        .filter(({ what }) => what !== order.what)
        .map(({ what, where }) => `I13: ${what} stands in ${where}`),
      ...blind.map((found) => `nothing was found in the ${found === inLogs ? 'logs' : 'tables'}, not even an order`),
    ];
  } finally {
    estate.giveBack(person);
  }
}

function literally(what: string, value: string): Secret {
  if (value.length < SECRET_LENGTH) throw new Error(`${what} is too short to be searched for`);
  return { what, pattern: value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') };
}

interface Found {
  readonly what: string;
  readonly where: string;
}

function searchLogs({ dataDir }: House, secrets: readonly Secret[]): Found[] {
  const folder = path.join(dataDir, 'logs');
  const files = [path.join(dataDir, 'npm.log'), ...readdirSync(folder).map((name) => path.join(folder, name))];
  return files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const found = secrets.filter(({ pattern }) => new RegExp(pattern).test(text));
    return found.map(({ what }) => ({ what, where: path.basename(file) }));
  });
}

/** By the database itself, so that whoever plays in another house meanwhile is not kept waiting. */
function searchTables(house: House, secrets: readonly Secret[]): Promise<Found[]> {
  return readDatabase(house.databaseUrl(), async (sql) => {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') order by 1`;
    const patterns = secrets.map(({ pattern }) => pattern);
    const found: Found[] = [];
    for (const { name } of tables) {
      const hits = await sql.unsafe<{ place: number }[]>(
        `select distinct s.place::int from ${name} t cross join unnest($1::text[]) with ordinality s(pattern, place)
          where t::text ~ s.pattern`,
        [patterns],
      );
      found.push(...hits.map(({ place }) => ({ what: secrets[place - 1]!.what, where: name })));
    }
    return found;
  });
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
