/**
 * What every trip has: browsers that are watched, the simulator's switches, a customer who has just registered, and the
 * database for what no page shows.
 */
import { expect, test as base, type BrowserContext, type BrowserContextOptions } from '@playwright/test';
import postgres from 'postgres';
import { BrowserWatch } from './trips/browser-watch';
import { forgetAttempts, newPerson, register, type Person } from './trips/people';
import { SimulatorControl } from './trips/simulator-control';

interface TripFixtures {
  readonly watch: BrowserWatch;
  /** Another browser, of the same device unless told otherwise. */
  readonly openBrowser: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  readonly simulator: SimulatorControl;
  /** Registers a new customer, who is then signed in in that browser. */
  readonly registerIn: (context: BrowserContext) => Promise<Person>;
  /** Nobody is signed in in the trip's own browser; `customer` is then somebody who has not registered yet. */
  readonly visitor: boolean;
  /** A new customer, signed in in the trip's own browser. */
  readonly customer: Person;
}

interface WorkerFixtures {
  readonly database: postgres.Sql;
}

export const test = base.extend<TripFixtures, WorkerFixtures>({
  watch: async ({}, use) => {
    const watch = new BrowserWatch();
    await use(watch);
    expect(await watch.faults(), 'what went wrong in the browsers of this trip').toEqual([]);
  },
  context: async ({ context, watch }, use) => {
    await watch.over(context);
    await use(context);
  },
  openBrowser: async ({ browser, watch }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      opened.push(context);
      await watch.over(context);
      return context;
    });
    for (const context of opened) await context.close();
  },
  simulator: async ({}, use) => {
    const simulator = new SimulatorControl();
    await use(simulator);
    await simulator.restore();
  },
  registerIn: async ({ database }, use) => {
    await use(async (context) => {
      await forgetAttempts(database);
      const person = newPerson();
      await register(context, person);
      return person;
    });
  },
  visitor: [false, { option: true }],
  customer: [
    async ({ context, registerIn, visitor }, use) => {
      await use(visitor ? newPerson() : await registerIn(context));
    },
    { auto: true },
  ],
  database: [
    async ({}, use) => {
      const sql = postgres(process.env.MANDATE_DATABASE_URL ?? '', { max: 2, onnotice: () => undefined });
      await use(sql);
      await sql.end();
    },
    { scope: 'worker' },
  ],
});

export { expect };
