import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bornAccounts } from './accounts';
import { DEFAULT_SETTINGS } from './settings';
import { SPECIAL_AMOUNTS } from './special-amounts';

const TEXT = readFileSync(join(import.meta.dirname, '..', 'docs', 'simulator.md'), 'utf8');
const CONTROL = readFileSync(join(import.meta.dirname, 'control.ts'), 'utf8');

describe('the page about the simulator', () => {
  it('names every switch', () => {
    expect(Object.keys(DEFAULT_SETTINGS).filter((name) => !TEXT.includes(`\`${name}\``))).toEqual([]);
  });

  it('names every kind of account and every amount that means something', () => {
    const digits = new Set(bornAccounts().map(({ login }) => login.slice(-4)));
    expect([...digits].filter((ending) => !TEXT.includes(`| ${ending} |`))).toEqual([]);
    const amounts = [...SPECIAL_AMOUNTS.keys()].map((units) => `1,${String(units).slice(1)}`);
    expect(amounts.filter((amount) => !TEXT.includes(amount))).toEqual([]);
  });

  it('names every control', () => {
    const routes = [...CONTROL.matchAll(/\[\s*'((?:GET|PUT|POST|DELETE) [a-z/*]+)'/g)].map(([, route = '']) => route);
    expect(routes.length).toBeGreaterThan(20);
    // What the page calls ID, SHA256 or VERSION.
    const written = new Set(
      [...TEXT.matchAll(/`((?:GET|PUT|POST|DELETE) [A-Za-z0-9/]+)`/g)].map(([, route = '']) =>
        route.replace(/\b(ID|SHA256|VERSION)\b/g, '*'),
      ),
    );
    expect(routes.filter((route) => !written.has(route))).toEqual([]);
  });
});
