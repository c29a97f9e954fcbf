import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator } from '../server';
import { call, control, fresh, link, start, testEnvironment } from '../testing';
import { type Wallet, WALLETS } from '../wallets';
import { Browser } from './testing';

let simulator: Simulator;
let origin: string;

beforeAll(async () => {
  simulator = await start(await testEnvironment());
  origin = `http://127.0.0.1:${simulator.port}`;
});
afterAll(() => simulator.stop());
beforeEach(() => control(origin, 'POST', 'reset'));

interface Device {
  terminalType: 'WEB' | 'WAP' | 'APP';
  osType?: 'IOS' | 'ANDROID';
}

const COMPUTER: Device = { terminalType: 'WEB' };
const PHONE: Device = { terminalType: 'WAP', osType: 'IOS' };
const DEVICES: Device[] = [
  COMPUTER,
  PHONE,
  { terminalType: 'WAP', osType: 'ANDROID' },
  { terminalType: 'APP', osType: 'IOS' },
  { terminalType: 'APP', osType: 'ANDROID' },
];

const ADDRESSES = ['normalUrl', 'applinkUrl', 'authUrl'] as const;
const RICH = '8888';
const UNVERIFIED = '4444';

async function consult(brand: string, device: Device): Promise<Record<string, unknown>> {
  const reply = await call(origin, 'authorizations/consult', {
    customerBelongsTo: brand,
    authRedirectUrl: 'https://shop.example/return',
    authState: fresh('as'),
    scopes: ['AGREEMENT_PAY'],
    ...device,
  });
  return reply.body;
}

/** The address that a shop would follow on that device. */
async function addressFor(brand: string, device: Device = COMPUTER): Promise<string> {
  const body = await consult(brand, device);
  return String(body.normalUrl ?? body.authUrl);
}

function loginOf(brand: string, digits: string): string {
  const found = [...simulator.world.ledger.accountsOf(brand)].find(({ login }) => login.endsWith(digits));
  return found?.login ?? '';
}

function statusOf(address: string): string | undefined {
  const id = new URL(address).searchParams.get('authId') ?? '';
  return simulator.world.ledger.authorizations.get(id)?.status;
}

async function post(path: string, form: Record<string, string>) {
  const response = await fetch(path.replace('localhost', '127.0.0.1'), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(form),
  });
  return { status: response.status, location: response.headers.get('location') ?? '' };
}

function pageOf(address: string, page: string): string {
  return address.replace(/\/[a-z]+\?/, `/${page}?`);
}

async function stateOf(address: string): Promise<unknown> {
  return (await fetch(pageOf(address, 'state').replace('localhost', '127.0.0.1'))).json();
}

/** The screens of one person: the one that began, and a phone when the wallet wants one beside it. */
interface Screens {
  first: Browser;
  deciding: Browser;
}

/** Up to the moment where the person decides, whatever manner the wallet has. */
async function approach(address: string, brand: string, digits: string): Promise<Screens> {
  const first = await new Browser(origin).open(address);
  let deciding = first;
  for (let step = 0; step < 6; step += 1) {
    const { heading } = deciding;
    const elsewhere = deciding.link('Open the phone page here');
    const opensApp = /^Open the .+ app$/.test(heading);
    if (elsewhere !== undefined) deciding = await new Browser(origin).open(elsewhere);
    else if (opensApp) await deciding.click(`Open ${heading.slice('Open the '.length, -' app'.length)}`);
    else if (/^(Log in to|Choose your account)/.test(heading)) await deciding.press(loginOf(brand, digits));
    else break;
  }
  return { first, deciding };
}

/** Where the first screen ends: by itself, as its own refresh would bring it there. */
async function endOf({ first, deciding }: Screens): Promise<URL | undefined> {
  if (first !== deciding) {
    expect(deciding.sentTo).toBeUndefined();
    expect(deciding.text).toContain('eturn to the computer');
    await first.reload();
  }
  return first.sentTo;
}

const EVERY = [...WALLETS.values()].flatMap((wallet) =>
  DEVICES.map((device): [name: string, wallet: Wallet, device: Device] => [
    `${wallet.name} (${wallet.brand}) on ${device.terminalType} ${device.osType ?? ''}`.trim(),
    wallet,
    device,
  ]),
);

describe.each(EVERY)('%s', (_name, wallet, device) => {
  const { brand, name } = wallet;

  it('has its own name and colour, says what it is, and brings who agrees back with a code', async () => {
    const body = await consult(brand, device);
    const offered = ADDRESSES.filter((address) => body[address] !== undefined);
    expect(offered.length).toBeGreaterThan(0);
    for (const offer of offered) {
      const fresher = await consult(brand, device);
      const screens = await approach(String(fresher[offer]), brand, RICH);
      expect(screens.first.markup).toContain(`data-wallet="${brand}"`);
      expect(screens.first.text).toContain('Simulated wallet. No money exists here.');
      expect(screens.deciding.text).toContain(name);
      expect(screens.deciding.heading).toBe('Link with Corner Shop?');
      expect(screens.deciding.text).toContain('Take payments for your orders');
      await screens.deciding.press('Agree');
      const end = await endOf(screens);
      expect(end?.searchParams.get('authCode')).toMatch(/^\w+$/);
      expect(end?.searchParams.get('authState')).toMatch(/^as_/);
      expect(statusOf(String(fresher[offer]))).toBe('CODE_ISSUED');
    }
  });

  it('brings who refuses back without a code', async () => {
    const address = await addressFor(brand, device);
    const screens = await approach(address, brand, RICH);
    await screens.deciding.press('Refuse');
    const end = await endOf(screens);
    expect(end?.searchParams.get('authState')).toMatch(/^as_/);
    expect(end?.searchParams.has('authCode')).toBe(false);
    expect(statusOf(address)).toBe('REFUSED');
  });

  it('sends who leaves nowhere, and lets them come back to the request', async () => {
    const address = await addressFor(brand, device);
    const screens = await approach(address, brand, RICH);
    await screens.deciding.click('Leave without answering');
    expect(screens.deciding.heading).toBe('You left without answering');
    expect(screens.deciding.text).toContain('You may close this page');
    expect(statusOf(address)).toBe('CONSULTED');
    await screens.deciding.click('Go back to the request');
    await screens.deciding.press('Agree');
    expect((await endOf(screens))?.searchParams.has('authCode')).toBe(true);
  });

  it('links no account that is not verified, and says so', async () => {
    const address = await addressFor(brand, device);
    const screens = await approach(address, brand, UNVERIFIED);
    expect(screens.deciding.heading).toBe('This account is not verified');
    const atOnce = screens.deciding === screens.first;
    if (atOnce) await screens.deciding.click('Return to Corner Shop');
    const end = await endOf(screens);
    expect(end?.searchParams.has('authCode')).toBe(false);
  });
});

describe('a wallet that shows a code on the desktop', () => {
  it('says on the desktop that the phone has opened its page, and that it is done', async () => {
    const desktop = await addressFor('GCASH');
    expect(desktop).toContain('/wallet/GCASH/link?');
    const waiting = await new Browser(origin).open(desktop);
    expect(waiting.markup).toContain('role="img"');
    expect(waiting.markup).toContain('http-equiv="refresh"');
    expect(await stateOf(desktop)).toEqual({ status: 'waiting' });
    const phone = await new Browser(origin).open(waiting.link('Open the phone page here') ?? '');
    expect(await stateOf(desktop)).toEqual({ status: 'opened' });
    expect((await waiting.reload()).text).toContain('Opened on your phone.');

    await phone.press('09175558888');
    await phone.press('Agree');
    expect(phone.heading).toBe('Done, return to the computer');
    expect(await stateOf(desktop)).toEqual({ status: 'done' });
    await waiting.reload();
    expect(waiting.sentTo?.searchParams.get('authCode')).toMatch(/^\w+$/);
    expect(await stateOf(desktop)).toEqual({ status: 'elsewhere' });
  });

  it('sends the browser straight back when the phone page was opened from the code’s own page', async () => {
    const desktop = await addressFor('ALIPAY_HK');
    const browser = await new Browser(origin).open(desktop);
    await browser.click('Open the phone page here');
    expect(await stateOf(desktop)).toEqual({ status: 'waiting' });
    await browser.press('55508888');
    await browser.press('Agree');
    expect(browser.sentTo?.href).toMatch(/^https:\/\/shop\.example\/return\?authCode=/);
    expect(await stateOf(desktop)).toEqual({ status: 'elsewhere' });
  });
});

describe('a page for the log-in', () => {
  it('says when nobody has the number, and does not agree for nobody', async () => {
    const address = await addressFor('KAKAOPAY');
    const browser = await new Browser(origin).open(address);
    await browser.press('Log in', { login: '123' });
    expect(browser.text).toContain('No account has this number');
    expect(browser.markup).toContain('aria-invalid="true"');
    expect((await post(pageOf(address, 'agreement'), { decision: 'agree' })).location).toBe(
      new URL(address).pathname + new URL(address).search,
    );
    expect(statusOf(address)).toBe('CONSULTED');
  });

  it('reads a number however it is written, and lets another account be chosen afterwards', async () => {
    const browser = await new Browser(origin).open(await addressFor('DANA'));
    await browser.press('Log in', { login: ' 0812-555 8888 ' });
    expect(browser.text).toContain('62*****8888');
    await browser.click('Use another account');
    await browser.press('08125556666');
    expect(browser.text).toContain('62*****6666');
  });
});

describe('an account with something against it', () => {
  it('is linked although it is restricted, by who has read that it is', async () => {
    const browser = await new Browser(origin).open(await addressFor('BOOST'));
    await browser.press(loginOf('BOOST', '5555'));
    expect(browser.text).toContain('This account is restricted.');
    await browser.press('Agree');
    expect(browser.sentTo?.searchParams.has('authCode')).toBe(true);
  });

  it('is not known to the wallet any more once it is closed', async () => {
    await control(origin, 'PUT', 'accounts/boost-rich', { closed: true });
    const browser = await new Browser(origin).open(await addressFor('BOOST'));
    await browser.press('Log in', { login: loginOf('BOOST', '8888') });
    expect(browser.text).toContain('No account has this number');
  });
});

describe('what comes twice', () => {
  it('issues one code however often Agree is pressed, and sends every press to the same place', async () => {
    const address = await addressFor('TNG');
    await post(address, { login: '0125558888' });
    const ends = await Promise.all([1, 2, 3].map(() => post(pageOf(address, 'agreement'), { decision: 'agree' })));
    expect(ends.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(new Set(ends.map(({ location }) => location)).size).toBe(1);
    expect(ends[0]?.location).toContain('authCode=');
  });

  it('takes the first answer and keeps it', async () => {
    const address = await addressFor('TNG');
    await post(address, { login: '0125558888' });
    await post(pageOf(address, 'agreement'), { decision: 'refuse' });
    const second = await post(pageOf(address, 'agreement'), { decision: 'agree' });
    const browser = await new Browser(origin).open(second.location);
    expect(browser.heading).toBe('You refused');
    expect(statusOf(address)).toBe('REFUSED');
  });

  it('ends well when a log-in of an account that is not verified is sent twice', async () => {
    const address = await addressFor('DANA');
    await post(address, { login: '08125554444' });
    const again = await post(address, { login: '08125558888' });
    expect((await new Browser(origin).open(again.location)).heading).toBe('This account is not verified');
    expect(statusOf(address)).toBe('REFUSED');
  });

  it('tells who goes back to a page that has been used what they answered, and brings them to the merchant', async () => {
    const address = await addressFor('DANA');
    const browser = await new Browser(origin).open(address);
    await browser.press('08125558888');
    const agreement = browser.url;
    await browser.press('Agree');
    const code = browser.sentTo?.href;
    for (const used of [address, agreement]) {
      await browser.open(used);
      expect(browser.status).toBe(410);
      expect(browser.heading).toBe('This address has been used');
      expect(browser.text).toContain('Corner Shop has been told');
      await browser.click('Return to Corner Shop');
      expect(browser.sentTo?.href).toBe(code);
    }
  });
});

describe('an address', () => {
  it('no longer works after its time, on any page, and says so', async () => {
    await control(origin, 'PUT', 'settings', { authorizationMinutes: 0 });
    const address = await addressFor('GCASH');
    for (const page of ['link', 'login', 'agreement', 'app', 'intermediate', 'approve', 'left', 'done']) {
      const browser = await new Browser(origin).open(pageOf(address, page));
      expect([page, browser.status, browser.heading]).toEqual([page, 410, 'This address has expired']);
      await browser.click('Return to Corner Shop');
      expect(browser.sentTo?.href).toMatch(/^https:\/\/shop\.example\/return\?authState=as_/);
    }
    expect((await post(pageOf(address, 'login'), { login: '09175558888' })).status).toBe(410);
    expect((await post(pageOf(address, 'agreement'), { decision: 'agree' })).status).toBe(410);
    expect(await stateOf(address)).toEqual({ status: 'expired' });
  });

  it('belongs to one wallet and one request', async () => {
    const address = await addressFor('DANA');
    for (const strange of [
      address.replace('DANA', 'GCASH'),
      address.replace('/login', '/nowhere'),
      `${origin}/wallet/DANA/login?authId=nobody`,
      `${origin}/wallet/NOBODY/login?authId=nobody`,
    ]) {
      const browser = await new Browser(origin).open(strange);
      expect([browser.status, browser.heading]).toEqual([404, 'This address is not known']);
    }
  });
});

describe('an account that is linked already', () => {
  const DANA_RICH = '08125558888';

  it('may agree again where the wallet keeps several permissions, knowing that it does', async () => {
    await link(origin, { brand: 'DANA', login: DANA_RICH });
    const browser = await new Browser(origin).open(await addressFor('DANA'));
    await browser.press(DANA_RICH);
    expect(browser.text).toContain('linked with Corner Shop already');
    expect(browser.text).toMatch(/Linked since \d+ \w+ \d{4}/);
    await browser.press('Agree');
    expect(browser.sentTo?.searchParams.get('authCode')).toMatch(/^\w+$/);
  });

  it('is told so where the wallet keeps one, and goes back without a code', async () => {
    await control(origin, 'PUT', 'settings', { oneLinkPerAccount: ['DANA'] });
    await link(origin, { brand: 'DANA', login: DANA_RICH });
    const address = await addressFor('DANA');
    const browser = await new Browser(origin).open(address);
    await browser.press(DANA_RICH);
    expect(browser.heading).toBe('This account is linked already');
    expect((await post(pageOf(address, 'agreement'), { decision: 'agree' })).location).toContain('/agreement?');
    expect(statusOf(address)).toBe('CONSULTED');
    await browser.press('Return to Corner Shop');
    expect(browser.sentTo?.searchParams.has('authCode')).toBe(false);
    expect((await browser.open(address)).text).toContain('Nothing new was linked');
  });

  it('is linked again after its permission was ended, and another account is not held up by it', async () => {
    await control(origin, 'PUT', 'settings', { oneLinkPerAccount: ['DANA'] });
    const { accessToken } = await link(origin, { brand: 'DANA', login: DANA_RICH });
    const browser = await new Browser(origin).open(await addressFor('DANA'));
    await browser.press(DANA_RICH);
    await browser.click('Use another account');
    await browser.press('08125556666');
    expect(browser.heading).toBe('Link with Corner Shop?');
    await call(origin, 'authorizations/revoke', { accessToken });
    await browser.click('Use another account');
    await browser.press(DANA_RICH);
    await browser.press('Agree');
    expect(browser.sentTo?.searchParams.get('authCode')).toMatch(/^\w+$/);
  });
});

/** Of an sRGB colour, as WCAG 2 has it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

describe('every wallet page', () => {
  it('allows no script of its own in the page', async () => {
    const response = await fetch((await addressFor('DANA')).replace('localhost', '127.0.0.1'));
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/);
    expect(await response.text()).not.toMatch(/<script(?![^>]*src=)|style=|onclick/);
  });

  it('shows a merchant’s name as text, whatever it is', async () => {
    await control(origin, 'PUT', 'settings', { merchantName: '<b>"Shop"</b>' });
    const { markup } = await new Browser(origin).open(await addressFor('DANA'));
    expect(markup).toContain('&lt;b&gt;&quot;Shop&quot;&lt;/b&gt;');
    expect(markup).not.toContain('<b>"Shop"');
  });

  it.each([...WALLETS.values()].map(({ name, colour, ink }) => [name, colour, ink]))(
    'can be read in the colour of %s (%s)',
    (_name, colour, ink) => expect(contrast(colour, ink)).toBeGreaterThanOrEqual(4.5),
  );
});
