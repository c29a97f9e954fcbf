// For `npm run dev`: rebuilds a process's bundle when its sources change and starts that process anew. The pages are
// Next.js's own affair.

import { createHash } from 'node:crypto';

import { BUNDLES, bundleOptions, simulatorOptions } from '../build.mjs';
import { showLine } from './terminal.mjs';

function nameOf(outputPath) {
  return /([\w-]+)\.js$/.exec(outputPath)?.[1];
}

/** Watches for as long as the process lives. `whenChanged(name, file)` hears of each bundle whose content is new. */
export async function watchBundles(whenChanged) {
  const { context } = await import('esbuild');
  const seen = new Map();
  const report = {
    name: 'report-changes',
    setup(build) {
      build.onEnd((result) => {
        for (const error of result.errors)
          showLine(`[build] ${error.location?.file ?? ''}:${error.location?.line ?? ''} ${error.text}`);
        for (const file of result.outputFiles ?? []) {
          const name = nameOf(file.path);
          if (!name) continue;
          const digest = createHash('sha256').update(file.contents).digest('hex');
          const before = seen.get(name);
          seen.set(name, digest);
          if (before && before !== digest) whenChanged(name, file);
        }
      });
    },
  };
  const { web, worker, simulator } = BUNDLES;
  for (const options of [bundleOptions({ web, worker }), simulatorOptions({ simulator })]) {
    const watching = await context({ ...options, write: false, sourcemap: 'inline', plugins: [report] });
    await watching.watch();
  }
}
