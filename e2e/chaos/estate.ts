/**
 * The house with its people: an owner who sets it up, staff who act, and customers, each with a wallet account of their
 * own at the simulator, so that a fault can be meant for one of them alone.
 */
import { openBrowser, type Browser } from './browser';
import type { House } from './house';
import type { Scenario } from './scenario';
import { simulatorOf, type SimulatorControls } from './simulator-controls';
import { waitFor } from './wait';

export const STAFF_PASSWORD = 'mandate-demo';
/** More than anybody spends. */
export const PLENTY = '9000000000000';
const LINK_TIMEOUT_MS = 60_000;
const SETUP_TIMEOUT_MS = 60_000;

export interface Person {
  readonly browser: Browser;
  readonly customerId: string;
  /** The simulator's account, whom faults are meant for. */
  readonly account: string;
  readonly wallet: Scenario['wallet'];
  /** The linked wallet's id; linked again when it was lost. */
  walletId: string;
}

export interface Estate {
  readonly house: House;
  readonly simulator: SimulatorControls;
  /** Business seconds in a real one. */
  readonly rate: number;
  readonly staff: Browser;
  /** Somebody with a linked wallet of this kind who is in no other scenario. */
  borrow(wallet: Scenario['wallet']): Promise<Person>;
  giveBack(person: Person): void;
}

/** How the world behaves unless a scenario says otherwise: results come after a while, by notification too. */
const USUAL = {
  payAnswer: 'in_process',
  settleMs: 1_500,
  refundAnswer: 'in_process',
  refundSettleMs: 1_500,
  notifications: 'on',
  // Weeks pass in a run.
  accessTokenDays: 3_650,
  refreshTokenDays: 3_650,
  spendingLimits: 'off',
  repeatedApplyToken: 'same',
};

export async function openEstate(house: House, rate: number): Promise<Estate> {
  const simulator = simulatorOf(house.simulatorUrl);
  await simulator.set(USUAL);
  const owner = openBrowser(house, '198.18.0.1');
  await signIn(owner, 'owner@demo.example');
  await setUp(owner);
  const staff = openBrowser(house, '198.18.0.2');
  await signIn(staff, 'operator@demo.example');
  await simulator.moveClock({ rate });
  const free: Person[] = [];
  let born = 0;
  return {
    house,
    simulator,
    rate,
    staff,
    async borrow(wallet) {
      const place = free.findIndex((person) => person.wallet === wallet);
      const person = place >= 0 ? free.splice(place, 1)[0]! : await welcome(house, simulator, wallet, (born += 1));
      await relink(house, simulator, person);
      return person;
    },
    giveBack: (person) => void free.push(person),
  };
}

export async function signIn(browser: Browser, email: string): Promise<void> {
  const json = { email, password: STAFF_PASSWORD };
  const answer = await browser.insist('POST', '/api/auth/sign-in', { json }, SETUP_TIMEOUT_MS);
  if (answer.status >= 300) throw new Error(`${email} cannot sign in: ${answer.status} ${JSON.stringify(answer.body)}`);
}

/** Passwords are not asked for below a sum that nobody reaches, and the policy does not retry by itself: persons do. */
async function setUp(owner: Browser): Promise<void> {
  for (const currency of ['PHP', 'THB', 'IDR']) {
    const json = { currency, perDebit: '', perCustomerDay: '', perHour: '', passwordAbove: '900,000,000' };
    const answer = await owner.insist('POST', '/api/admin/settings/limits', { json }, SETUP_TIMEOUT_MS);
    if (answer.status !== 200) throw new Error(`limits were refused: ${JSON.stringify(answer.body)}`);
  }
  const json = { staleAfterMinutes: 1_440, retryAfterHours: [], cancelAfterSeconds: 180, returnsSurplus: false };
  const answer = await owner.insist('POST', '/api/admin/settings', { json }, SETUP_TIMEOUT_MS);
  if (answer.status !== 200) throw new Error(`settings were refused: ${JSON.stringify(answer.body)}`);
}

async function welcome(
  house: House,
  simulator: SimulatorControls,
  wallet: Scenario['wallet'],
  number: number,
): Promise<Person> {
  const browser = openBrowser(house, `198.18.${1 + Math.floor(number / 250)}.${1 + (number % 250)}`);
  const email = `chaos-${number}@demo.example`;
  const json = { email, name: `Customer ${number}`, password: 'a password of chaos' };
  const registered = await browser.insist('POST', '/api/auth/register', { json }, SETUP_TIMEOUT_MS);
  // A try whose answer was lost may have registered: then the address is taken, by us.
  if (registered.status === 409) await signInCustomer(browser, json);
  else if (registered.status >= 300) throw new Error(`registering was refused: ${JSON.stringify(registered.body)}`);
  const login = `0999${String(number).padStart(7, '0')}`;
  const account = await simulator.addAccount({ wallet, login, balance: PLENTY });
  return { browser, account, wallet, customerId: '', walletId: '' };
}

async function signInCustomer(browser: Browser, json: { email: string; password: string }): Promise<void> {
  const content = { json: { email: json.email, password: json.password } };
  const answer = await browser.insist('POST', '/api/auth/sign-in', content, SETUP_TIMEOUT_MS);
  if (answer.status >= 300) throw new Error(`a customer cannot sign in: ${answer.status}`);
}

interface WalletSeen {
  readonly id: string;
  readonly status: string;
}

/** Links the wallet where none is linked: at first, and after a scenario that lost it. */
async function relink(house: House, simulator: SimulatorControls, person: Person): Promise<void> {
  const known = person.walletId ? await house.readWallet(person.walletId) : null;
  if (known?.status === 'LINKED') return;
  const end = Date.now() + LINK_TIMEOUT_MS;
  for (;;) {
    const linked = await linkOnce(house, simulator, person).catch(() => null);
    if (linked) {
      person.walletId = linked.id;
      (person as { customerId: string }).customerId = linked.customerId;
      return;
    }
    if (Date.now() > end) throw new Error(`the wallet of ${person.account} could not be linked`);
  }
}

interface Attempt {
  readonly status: string;
  readonly failure: string | null;
  readonly address: string | null;
  readonly wallet: WalletSeen | null;
}

async function linkOnce(house: House, simulator: SimulatorControls, person: Person) {
  const { browser, wallet, account } = person;
  const begun = await browser.send('POST', '/api/me/authorizations', { form: { brand: wallet } });
  const id = begun.location?.split('/').at(-1) ?? '';
  const look = async () => (await browser.send('GET', `/api/me/authorizations/${id}`)).body as Attempt;
  const { address } = await look();
  if (!address) return null;
  const page = new URL(address);
  const login = await simulator.loginOf(account);
  await submit(house, page, 'login', { login });
  const agreed = await submit(house, page, 'agreement', { decision: 'agree' });
  const back = new URL(agreed ?? '', page);
  await browser.send('GET', `${back.pathname}${back.search}`);
  const attempt = await waitFor(
    'the wallet to be linked',
    async () => {
      const now = await look();
      return now.status === 'STARTED' || now.status === 'EXCHANGING' ? null : now;
    },
    LINK_TIMEOUT_MS,
    200,
  );
  if (!attempt.wallet) return null;
  const row = await house.readWallet(attempt.wallet.id);
  return row && { id: attempt.wallet.id, customerId: row.customerId };
}

async function submit(house: House, page: URL, name: string, form: Record<string, string>): Promise<string | null> {
  const address = `${house.simulatorUrl}${page.pathname.replace(/[^/]+$/, name)}${page.search}`;
  const response = await fetch(address, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) });
  await response.arrayBuffer();
  return response.headers.get('location');
}
