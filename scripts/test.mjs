// `npm test`: installs what is missing, then lint, types, unit, integration, protocol and browser tests and a slice of the chaos, and
// one count of them all on the last line. `npm test -- unit [arguments]` runs one part, handing the arguments to its tool.

import { supportNotice } from './lib/node-version.mjs';

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { buildIfStale } from './build.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { cleanedEnvironment, ensurePackages } from './lib/install.mjs';
import { projectRoot } from './lib/paths.mjs';
import { Stop, say } from './lib/progress.mjs';
import { oxlint, playwright, prettier, vitest } from './lib/tools.mjs';
import { checkTypes } from './types.mjs';

const reports = mkdtempSync(path.join(os.tmpdir(), 'mandate-reports-'));

/** Runs a tool with its output going straight to the person; gives its exit code. */
function node(args, extraEnv = {}) {
  const env = { ...cleanedEnvironment(process.env), NEXT_TELEMETRY_DISABLED: '1', ...extraEnv };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: projectRoot, env, stdio: 'inherit' });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // the tool died before it could write one
  }
}

// Each tool that only says yes or no counts as one test.
async function lint() {
  const codes = [
    await node([oxlint, '--deny-warnings', '.']),
    await node([prettier, '--check', '--log-level=warn', '.']),
  ];
  const passed = codes.filter((code) => code === 0).length;
  return { passed, failed: codes.length - passed };
}

function countVitest(report, code) {
  if (!report) return { passed: 0, failed: 1 };
  // A file that could not be loaded has failed without having any test.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + broken.length;
  const tests = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => `${path.relative(projectRoot, file.name)}: ${test.fullName}`),
  );
  // Errors outside of any test make the tool fail too.
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests,
    names: [...tests, ...broken.map((file) => `${path.relative(projectRoot, file.name)}: could not be loaded`)],
  };
}

async function runVitest(project, args) {
  const file = path.join(reports, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  // What unit tests write goes when the reports go. A database would not come through this folder: it is closed to others.
  const scratch = project === 'unit' ? { TMPDIR: reports } : {};
  const code = await node([vitest, 'run', '--project', project, ...reporters, ...args], {
    NODE_ENV: 'test',
    ...scratch,
  });
  return countVitest(readReport(file), code);
}

async function browser(args) {
  await ensureChromium();
  await buildIfStale();
  const file = path.join(reports, 'browser.json');
  const code = await node([playwright, 'test', '--reporter=list,json', ...args], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
  });
  const report = readReport(file);
  if (!report) return { passed: 0, failed: 1 };
  const { stats } = report;
  const failed = stats.unexpected + stats.flaky;
  return {
    passed: stats.expected,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: stats.skipped,
    names: report.suites.flatMap(failedTrips),
  };
}

/** Of one of Playwright's suites, with those inside it. */
function failedTrips({ specs = [], suites = [] }) {
  // A spec's own `ok` is of the first project only.
  const own = specs.flatMap(({ file, title, tests }) => {
    const failed = tests.filter(({ status }) => status === 'unexpected' || status === 'flaky');
    return failed.map(({ projectName }) => `${file} [${projectName}]: ${title}`);
  });
  return [...own, ...suites.flatMap(failedTrips)];
}

/** The slice of named cases and seeds against real processes, in two houses; its last line is one JSON object. */
async function chaos(args) {
  if (process.platform !== 'linux') {
    say('The chaos reads /proc and kills by it, so it runs on Linux only.');
    return { passed: 0, failed: 0, skipped: 1 };
  }
  await buildIfStale();
  const env = { ...cleanedEnvironment(process.env), NEXT_TELEMETRY_DISABLED: '1' };
  const { code, text } = await new Promise((resolve) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'chaos', '--houses', '2', ...args], {
      cwd: projectRoot,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      text += chunk;
    });
    child.once('error', () => resolve({ code: 1, text }));
    child.once('close', (code) => resolve({ code: code ?? 1, text }));
  });
  const report = lastJson(text);
  if (!report) return { passed: 0, failed: 1 };
  const failed = report.scenarios - report.survived;
  return { passed: report.survived, failed: failed === 0 && code !== 0 ? 1 : failed, names: report.problems };
}

function lastJson(text) {
  try {
    return JSON.parse(text.trim().split('\n').at(-1));
  } catch {
    return null; // it died before it could judge
  }
}

const SECTIONS = {
  lint,
  types: checkTypes,
  unit: (args) => runVitest('unit', args),
  integration: (args) => runVitest('integration', args),
  protocol: (args) => runVitest('protocol', args),
  browser,
  chaos,
};

async function runSection(name, args, narrowed) {
  say(`\n== ${name} ==`);
  const started = Date.now();
  let counts;
  try {
    counts = await SECTIONS[name](args);
  } catch (error) {
    say(error instanceof Stop ? error.message : error.stack);
    counts = { passed: 0, failed: 1 };
  }
  if (counts.passed + counts.failed + (counts.skipped ?? 0) === 0 && !narrowed) {
    say(`The part "${name}" ran no test, which cannot be right.`);
    counts.failed = 1;
  }
  return { name, skipped: 0, names: [], ...counts, seconds: Math.round((Date.now() - started) / 1000) };
}

function summarize(results) {
  say('\n== summary ==');
  for (const { name, passed, failed, skipped, seconds } of results) {
    const more = skipped > 0 ? `, ${skipped} skipped` : '';
    say(
      `${name.padEnd(12)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed${more}  (${seconds} s)`,
    );
  }
  // At the end, where they are found: of a long run only the last lines may have been kept.
  for (const { name, names } of results) for (const failed of names) say(`FAILED ${name}: ${failed}`);
  const sum = (field) => results.reduce((total, result) => total + result[field], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

async function main() {
  const [only, ...args] = process.argv.slice(2);
  if (only && !Object.hasOwn(SECTIONS, only)) {
    throw new Stop(`There is no part "${only}". Choose one of: ${Object.keys(SECTIONS).join(', ')}.`);
  }
  const notice = supportNotice(new Date());
  if (notice) say(notice);
  await ensurePackages();
  const results = [];
  const parts = only ? [only] : Object.keys(SECTIONS);
  for (const name of parts) results.push(await runSection(name, args, args.length > 0));
  const { passed, failed } = summarize(results);
  process.exitCode = failed === 0 ? 0 : 1;
  say(`\n${passed} passed, ${failed} failed`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Stop ? error.message : error.stack}\n`);
  process.exitCode = 1;
  say('\n0 passed, 1 failed');
} finally {
  rmSync(reports, { recursive: true, force: true });
}
