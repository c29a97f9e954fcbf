// `npm run bench`: measures ratios, since absolute figures swing on shared machines. Each measure prints a table; the last
// line of all is one line of JSON. Measures to run may be named: `npm run bench -- start`. P1 asks for an inbox of ten million:
// `npm run bench -- money --inbox 10000000`.

import { parseArgs } from 'node:util';

import { measureApi } from '@/bench/api';
import { doorOf, serveDoor } from '@/bench/doors';
import { isEchoGateway, serveEcho } from '@/bench/echo-gateway';
import { measureMoney } from '@/bench/money';
import { measureStart } from '@/bench/start';
import { measureWire } from '@/bench/wire';

const MEASURES: Record<string, (size: { inbox: number }) => Promise<Record<string, number | boolean>>> = {
  wire: measureWire,
  money: ({ inbox }) => measureMoney(inbox),
  api: measureApi,
  start: measureStart,
};

const INBOX_MAX = 50_000_000;

async function main(): Promise<void> {
  const { values, positionals: asked } = parseArgs({
    allowPositionals: true,
    options: { inbox: { type: 'string', default: '0' } },
  });
  const inbox = /^\d{1,9}$/.test(values.inbox) ? Number(values.inbox) : Number.NaN;
  if (!(inbox <= INBOX_MAX)) throw new Error(`--inbox takes a whole number up to ${INBOX_MAX}, not "${values.inbox}".`);
  const unknown = asked.filter((name) => !Object.hasOwn(MEASURES, name));
  if (unknown.length > 0)
    throw new Error(`There is no measure "${unknown[0]}". There are: ${Object.keys(MEASURES).join(', ')}.`);
  const results: Record<string, unknown> = {};
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (asked.length === 0 || asked.includes(name)) results[name] = await measure({ inbox });
  }
  console.log(JSON.stringify(results));
}

const door = doorOf(process.argv);
if (isEchoGateway(process.argv)) serveEcho();
else if (door) serveDoor(door);
else await main();
