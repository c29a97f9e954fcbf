// `npm run bench`: measures ratios, since absolute figures swing on shared machines. Each measure prints a table; the last
// line of all is one line of JSON. Measures to run may be named: `npm run bench -- start`.

import { measureApi } from '@/bench/api';
import { isBareDoor, serveBareDoor } from '@/bench/bare-door';
import { isEchoGateway, serveEcho } from '@/bench/echo-gateway';
import { measureMoney } from '@/bench/money';
import { measureStart } from '@/bench/start';
import { measureWire } from '@/bench/wire';

const MEASURES: Record<string, () => Promise<Record<string, number | boolean>>> = {
  wire: measureWire,
  money: measureMoney,
  api: measureApi,
  start: measureStart,
};

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !Object.hasOwn(MEASURES, name));
  if (unknown.length > 0)
    throw new Error(`There is no measure "${unknown[0]}". There are: ${Object.keys(MEASURES).join(', ')}.`);
  const results: Record<string, unknown> = {};
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (asked.length === 0 || asked.includes(name)) results[name] = await measure();
  }
  console.log(JSON.stringify(results));
}

if (isEchoGateway(process.argv)) serveEcho();
else if (isBareDoor(process.argv)) serveBareDoor();
else await main();
