// `API_KEY=… node examples/shop/start.mjs`: bundles the shop, since Node 20 knows no TypeScript, and runs it in this process.

import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { build, stop } from 'esbuild';

const here = import.meta.dirname;
const outfile = path.resolve(here, '..', '..', 'dist', 'examples', 'shop.js');

await build({
  entryPoints: [path.join(here, 'main.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
});
await stop();
await import(pathToFileURL(outfile).href);
