import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FAULT_KINDS, isOfNotifications } from '../../faults/kinds';
import { type Simulator } from '../../server';
import { CHOICES, DEFAULT_SETTINGS } from '../../settings';
import {
  ACKNOWLEDGEMENT,
  call,
  control,
  eventually,
  link,
  listenForNotifications,
  payMessage,
  start,
  testEnvironment,
} from '../../testing';
import { Browser } from '../testing';
import { DIAL_ROWS, positionsOf, rowKey, rowName, ruleFor } from './dial';

let simulator: Simulator;
let origin: string;
let merchant: Awaited<ReturnType<typeof listenForNotifications>>;

beforeAll(async () => {
  simulator = await start(await testEnvironment());
  origin = `http://127.0.0.1:${simulator.port}`;
  merchant = await listenForNotifications(() => ACKNOWLEDGEMENT);
});
afterAll(async () => {
  merchant.close();
  await simulator.stop();
});
beforeEach(async () => {
  merchant.received.length = 0;
  await control(origin, 'POST', 'reset', { keys: true });
});

function bench(path = '/'): Promise<Browser> {
  return new Browser(origin).open(path);
}

/** Links, debits and waits until the result is known; gives the token. */
async function debited(more: Record<string, unknown> = {}) {
  await control(origin, 'PUT', 'settings', { payAnswer: 'immediate' });
  const { accessToken } = await link(origin);
  const message = payMessage(accessToken, '3000000', { paymentNotifyUrl: `${merchant.url}/payments`, ...more });
  await call(origin, 'payments/pay', message);
  return { accessToken, paymentRequestId: String(message.paymentRequestId) };
}

describe('the clock', () => {
  it('goes forward by a press, and says how far it is', async () => {
    const page = await (await bench()).press('+1 h');
    expect(page.region('Clock')).toMatch(/1 h ahead|59 min/);
    await page.press('+1 day');
    expect(page.region('Clock')).toContain('1 d 1 h ahead');
    expect(Date.parse((await control<{ now: string }>(origin, 'GET', 'clock')).now)).toBeGreaterThan(
      Date.now() + 86_400_000,
    );
  });

  it('goes to the next 00:15 of GMT+8, to the end of a token, and to a notification that is due', async () => {
    await debited();
    const page = await bench();
    await page.press('to 00:15 GMT+8');
    expect(page.region('Clock')).toMatch(/00:15:0\d in GMT\+8/);
    await page.press('to next token end');
    expect(page.region('Links')).toContain('expired');
    expect(() => page.press('to next token end')).toThrow('No button');
  });

  it('runs faster, and shows which speed it has', async () => {
    const page = await (await bench()).press('×60');
    expect(page.markup).toMatch(/value="60" aria-pressed="true"/);
    expect(page.region('Clock')).toContain('×60');
  });
});

describe('accounts', () => {
  it('shows those of one wallet, sets a balance and a state, and adds an account', async () => {
    const page = await (await bench()).press('Show', { wallet: 'DANA' });
    expect(page.region('Accounts')).toContain('DANA, 9 of');
    await page.press('Change the account', { account: 'dana-poor', balance: '1,234.50', state: 'restricted' });
    expect(page.region('Accounts')).toContain('IDR 1,234.50 restricted');
    await page.press('Change the account', { account: 'dana-poor', state: 'ordinary' });
    expect(page.region('Accounts')).not.toContain('IDR 1,234.50 restricted');
    await page.press('Add the account', { login: '08129990000', balance: '7' });
    expect(page.region('Accounts')).toContain('08129990000 IDR 7.00');
  });

  it('says what is wrong with an amount, and forgets it at the next good one', async () => {
    const page = await (await bench('/?wallet=DANA')).press('Change the account', { balance: '1.234' });
    expect(page.alert).toContain('must be an amount');
    await page.press('Change the account', { balance: '1' });
    expect(page.alert).toBe('');
    expect(page.url.search).toBe('?wallet=DANA');
  });
});

describe('links', () => {
  it('are ended from the wallet, silently or not, and expire, and the token is never shown', async () => {
    const { accessToken } = await link(origin, { notifyUrl: `${merchant.url}/authorizations` });
    const page = await bench();
    expect(page.markup).not.toContain(accessToken);
    await page.press('Unlink and notify');
    expect(page.region('Links')).toContain('ended');
    await eventually(() => expect(merchant.received.at(-1)?.body.authorizationNotifyType).toBe('TOKEN_CANCELED'));
    await link(origin);
    await (await page.reload()).press('Expire');
    expect(page.region('Links')).toContain('expired');
  });
});

describe('the dial', () => {
  it('has a position for every kind of fault, on calls and on notifications', () => {
    const reachable = (of: string) =>
      new Set(
        DIAL_ROWS.filter((row) => row.of === of).flatMap((row) =>
          positionsOf(row).flatMap(([, options]) => options.map(([value]) => value)),
        ),
      );
    const missing = FAULT_KINDS.filter(
      (kind) => !reachable(isOfNotifications(kind) ? 'notification' : 'api').has(kind),
    );
    expect(missing).toEqual([]);
  });

  it.each(DIAL_ROWS.map((row) => [rowName(row), row] as const))(
    'turns %s to each of its positions and shows it turned',
    async (_name, row) => {
      const key = rowKey(row);
      const page = await bench();
      for (const [value] of positionsOf(row).flatMap(([, options]) => options)) {
        if (value === '') continue;
        await page.press('Turn the dial', { [key]: value, [`often-${key}`]: 'next-2' });
        expect([value, page.alert, page.region('Fault dial').includes('1 of 11 turned')]).toEqual([value, '', true]);
        const rules = await control<{ do: string }[]>(origin, 'GET', 'faults');
        expect(rules).toHaveLength(1);
        expect(rules[0]).toMatchObject({ do: value.split(' ')[0], match: { [row.of]: row.name } });
      }
      await page.press('All dials to none');
      expect(page.region('Fault dial')).toContain('0 of 11 turned');
    },
  );

  it('leaves a row alone that was not touched, with what it has counted', async () => {
    const page = await bench();
    await page.press('Turn the dial', { 'api-pay': 'http_500_after', 'often-api-pay': 'next-3' });
    await debited();
    await (await page.reload()).press('Turn the dial', { 'api-cancel': 'http_429' });
    expect(page.region('Fault dial')).toContain('debited, 500; struck 1×');
    expect(page.region('Fault dial')).toContain('2 of 11 turned');
  });

  it('strikes one account only, when told so, and says so', async () => {
    await link(origin);
    const page = await bench();
    await page.press('Turn the dial', { 'api-pay': 'http_429', account: 'dana-rich' });
    expect(page.region('Fault dial')).toContain('only 08125558888');
    const [rule] = await control<{ match: object }[]>(origin, 'GET', 'faults');
    expect(rule?.match).toEqual({ api: 'pay', account: 'dana-rich' });
  });

  it('shows rules that only the control API can make, and removes them one by one', async () => {
    await control(origin, 'POST', 'faults', { do: 'http_502', match: { api: 'pay', requestId: 'pay_1' } });
    const page = await bench();
    expect(page.region('Fault dial')).toContain('http_502 api pay, requestId pay_1 always');
    await page.press('Remove');
    expect(page.region('Fault dial')).not.toContain('pay_1');
  });

  it('knows bad days by name', async () => {
    const page = await (await bench()).press('Turn the dial', { script: 'silence', seed: '20418' });
    expect(page.region('Fault dial')).toContain('3 of 11 turned');
    expect((await control<{ seed: number }>(origin, 'GET', 'seed')).seed).toBe(20_418);
  });

  it('says no in a sentence, and turns nothing, when a figure makes no sense', async () => {
    const page = await (await bench()).press('Turn the dial', { 'api-pay': 'delay', ms: '-1' });
    expect(page.alert).toContain('ms must be');
    expect(await control(origin, 'GET', 'faults')).toEqual([]);
    expect(ruleFor({ of: 'api', name: 'pay' }, 'code PROCESS_FAIL', 'next-1', NO_FIGURES)).toEqual({
      do: 'code',
      code: 'PROCESS_FAIL',
      match: { api: 'pay' },
      times: 1,
    });
  });
});

const NO_FIGURES = { account: '', ms: '', code: '', value: '', count: '', inquiries: '' };

describe('the wire', () => {
  it('shows calls and notifications in one table, with verdict, result and fault', async () => {
    await control(origin, 'POST', 'faults', { do: 'code', code: 'RISK_REJECT', match: { api: 'pay' } });
    await debited();
    await call(origin, 'payments/pay', payMessage('nobody'), { signature: 'algorithm=RSA256, signature=AAAA' });
    const page = await bench();
    expect(page.region('The wire')).toMatch(/<- in pay \S+ valid RISK_REJECT code/);
    expect(page.region('The wire')).toMatch(/<- in pay \S* ?x invalid INVALID_SIGNATURE/);
    expect(page.region('The wire')).toContain('<- in applyToken');
    await page.press('Find', { wire: 'consult' });
    expect(page.region('The wire')).toContain('consult');
    expect(page.region('The wire')).not.toContain('applyToken');
  });

  it('opens a call with both bodies, in which no token and no signature can be read', async () => {
    const { accessToken, paymentRequestId } = await debited();
    const page = await (await bench()).click('pay');
    expect(page.text).toContain(`About ${paymentRequestId}`);
    expect(page.text).toContain('"orderDescription": "Coffee box"');
    expect(page.text).toContain('"paymentId"');
    expect(page.text).toMatch(/\[secret [0-9a-f]{8}\]/);
    expect(page.markup).not.toContain(accessToken);
    expect(page.markup).not.toMatch(/signature=[A-Za-z0-9%+/]{40}/);
    await page.click('Back to the bench');
    expect(page.region('The wire')).toContain('pay');
  });

  it('opens a notification with its attempts and sends it again, once or a hundred times', async () => {
    const { paymentRequestId } = await debited();
    await eventually(() => expect(merchant.received).toHaveLength(1));
    const page = await eventually(async () => {
      const found = await bench();
      expect(found.region('The wire')).toContain('-> out notifyPayment');
      return found;
    });
    await page.click('notifyPayment');
    expect(page.text).toContain(`About ${paymentRequestId}`);
    expect(page.region('Attempts')).toContain('its turn valid 200, acknowledged');
    await page.press('Send it again');
    await eventually(() => expect(merchant.received).toHaveLength(2));
    await page.press('Send it 100 times at once');
    await eventually(() => expect(merchant.received).toHaveLength(102));
    await eventually(async () => expect((await page.reload()).region('Attempts')).toContain('by hand valid 200'));
  });

  it('sends the last notification again, and a forged one that does not verify', async () => {
    expect((await (await bench()).press('Send a forged one')).alert).toContain('no notification yet');
    await debited();
    await eventually(() => expect(merchant.received).toHaveLength(1));
    const page = await bench();
    await page.press('Send the last notification again');
    await page.press('Send a forged one');
    await eventually(() => expect(merchant.received).toHaveLength(3));
    await eventually(async () => expect((await page.reload()).region('The wire')).toContain('x invalid 200'));
  });

  it('says when a message is not there', async () => {
    for (const path of ['/calls/call-999', '/notifications/ntf_none', '/page/nowhere']) {
      expect((await bench(path)).status).not.toBe(200);
    }
  });
});

describe('switches', () => {
  it('offers each setting, with each of its choices', async () => {
    const page = await bench();
    for (const name of Object.keys(DEFAULT_SETTINGS)) expect(page.markup).toContain(`name="${name}"`);
    for (const [name, choices = []] of Object.entries(CHOICES)) {
      for (const choice of choices) {
        await page.press(groupButton(page, name), { [name]: choice });
        expect([name, page.alert]).toEqual([name, '']);
        expect(await control(origin, 'GET', 'settings')).toMatchObject({ [name]: choice });
      }
    }
  });

  it('changes nothing but what was typed, whatever its type', async () => {
    const page = await bench();
    await page.press('Set refunds', { refundWindowDays: 'GCASH 30, DANA 90', merchantBalance: 'PHP 150000' });
    await page.press('Set links and tokens', { accessTokenDays: '1.5', oneLinkPerAccount: 'GCASH, DANA' });
    expect(await control(origin, 'GET', 'settings')).toEqual({
      ...DEFAULT_SETTINGS,
      refundWindowDays: { GCASH: 30, DANA: 90 },
      merchantBalance: { PHP: '150000' },
      accessTokenDays: 1.5,
      oneLinkPerAccount: ['GCASH', 'DANA'],
    });
    expect(page.region('Switches')).toContain('4 changed');
    expect((await page.press('Set refunds', { merchantBalance: 'lots' })).alert).toContain('merchantBalance');
    expect((await page.press('Set debits', { settleMs: 'soon' })).alert).toContain('settleMs');
  });
});

/** The button of the group that a setting is in. */
function groupButton(page: Browser, setting: string): string {
  const form = [...page.markup.matchAll(/<form.*?<\/form>/gs)].find(([text]) => text.includes(`name="${setting}"`));
  return /<button[^>]*>\s*([^<]*?)\s*<\/button>/.exec(form?.[0] ?? '')?.[1] ?? '';
}

describe('keys', () => {
  it('makes a new key of Alipay’s, signs with it, and takes and withdraws one of the merchant’s', async () => {
    const page = await (await bench()).press('Make the key', { version: '2' });
    expect(page.region('Keys')).toContain('Alipay 2');
    await page.press('Sign with it');
    expect(page.region('Keys')).toContain('Alipay signs with 2');
    const { merchant: bound } = await control<{ merchant: { publicKey: string }[] }>(origin, 'GET', 'keys');
    await page.press('Upload the merchant’s key', { version: '7', publicKey: bound[0]?.publicKey ?? '' });
    expect(page.region('Keys')).toContain('Merchant 7');
    expect((await page.press('Upload the merchant’s key', { version: '8', publicKey: 'no key' })).alert).toContain(
      'RSA',
    );
    await page.press('Withdraw');
    expect(page.region('Keys')).not.toContain('Merchant 1');
  });
});

describe('the page', () => {
  it('is reset to a clean world', async () => {
    await debited();
    const page = await bench();
    expect(page.region('Ledger')).toContain('debit');
    await page.press('Reset everything');
    expect(page.region('Ledger')).toContain('Nothing has been debited yet');
  });

  it('answers this machine only, and no page of another site', async () => {
    const strange = await fetch(`${origin}/page/reset`, { method: 'POST', headers: { origin: 'http://shop.example' } });
    expect(strange.status).toBe(403);
    const elsewhere = await fetch(`${origin}/page/reset`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ here: '//evil.example/' }),
    });
    expect(elsewhere.headers.get('location')).toBe('/');
  });

  it('has one script of its own and none in the page', async () => {
    const { markup } = await bench();
    expect(markup.match(/<script/g)).toHaveLength(1);
    expect(markup).not.toMatch(/<script(?![^>]*src=)|style=|onclick/);
  });
});
