import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator } from '../server';
import { call, control, fresh, start, testEnvironment } from '../testing';

let simulator: Simulator;
let origin: string;

beforeAll(async () => {
  simulator = await start(await testEnvironment());
  origin = `http://127.0.0.1:${simulator.port}`;
});
afterAll(() => simulator.stop());
beforeEach(() => control(origin, 'POST', 'reset'));

/** The path of the page a desktop browser is sent to. */
async function begin(brand: string): Promise<string> {
  const reply = await call(origin, 'authorizations/consult', {
    customerBelongsTo: brand,
    authRedirectUrl: 'https://shop.example/return',
    authState: fresh('as'),
    scopes: ['AGREEMENT_PAY'],
    terminalType: 'WEB',
  });
  const { pathname, search } = new URL(String(reply.body.normalUrl));
  return pathname + search;
}

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(origin + path, { redirect: 'manual', headers });
  return { response, status: response.status, location: response.headers.get('location'), text: await response.text() };
}

async function post(path: string, form: Record<string, string>) {
  const response = await fetch(origin + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) });
  return { status: response.status, location: response.headers.get('location') ?? '' };
}

function pageOf(path: string, page: string): string {
  return path.replace('/link?', `/${page}?`).replace('/login?', `/${page}?`);
}

async function stateOf(path: string): Promise<unknown> {
  return JSON.parse((await get(pageOf(path, 'state'))).text);
}

describe('a wallet that shows a code on the desktop', () => {
  it('goes on by itself, once, when the phone has agreed', async () => {
    const desktop = await begin('GCASH');
    expect(desktop).toContain('/wallet/GCASH/link?');
    expect((await get(desktop)).text).toContain('role="img"');
    expect(await stateOf(desktop)).toEqual({ status: 'waiting' });
    await get(pageOf(desktop, 'login'));
    expect(await stateOf(desktop)).toEqual({ status: 'opened' });

    const agreement = await post(pageOf(desktop, 'login'), { login: '0917 555 8888' });
    expect(agreement).toEqual({ status: 303, location: pageOf(desktop, 'agreement') });
    const done = await post(agreement.location, { decision: 'agree' });
    expect(done.location).toBe(pageOf(desktop, 'done'));
    expect((await get(done.location)).text).toContain('Done, return to the computer');

    expect(await stateOf(desktop)).toEqual({ status: 'done' });
    const back = await get(pageOf(desktop, 'return'));
    expect(back.status).toBe(303);
    expect(back.location).toMatch(/^https:\/\/shop\.example\/return\?authCode=\w+&authState=as_/);
    expect((await get(pageOf(desktop, 'return'))).status).toBe(410);
    expect((await get(desktop)).text).toContain('This address has been used');
  });

  it('sends the browser straight back when the phone page was opened from the code’s own page', async () => {
    const desktop = await begin('ALIPAY_HK');
    const login = await get(pageOf(desktop, 'login'), { referer: origin + desktop });
    expect(login.text).toContain('name="here" value="1"');
    const agreement = await post(pageOf(desktop, 'login'), { pick: '55508888', here: '1' });
    const end = await post(agreement.location, { decision: 'agree', here: '1' });
    expect(end.location).toMatch(/^https:\/\/shop\.example\/return\?authCode=/);
    expect(await stateOf(desktop)).toEqual({ status: 'elsewhere' });
  });
});

describe('a wallet that asks to log in', () => {
  it('says when nobody has the number, and does not agree for nobody', async () => {
    const path = await begin('KAKAOPAY');
    const wrong = await post(path, { login: '123' });
    expect((await get(wrong.location)).text).toContain('No account has this number');
    expect((await post(pageOf(path, 'agreement'), { decision: 'agree' })).location).toBe(path);
  });

  it('returns without a code when the account is not verified', async () => {
    const path = await begin('DANA');
    const done = await post(path, { login: '08125554444' });
    expect((await get(done.location)).text).toContain('not verified');
    const back = await get(pageOf(path, 'return'));
    expect(back.location).toMatch(/^https:\/\/shop\.example\/return\?authState=as_/);
  });

  it('issues one code however often Agree is pressed', async () => {
    const path = await begin('TNG');
    const agreement = await post(path, { login: '0125558888' });
    const ends = await Promise.all([1, 2, 3].map(() => post(agreement.location, { decision: 'agree' })));
    expect(ends.map(({ status }) => status).sort()).toEqual([303, 410, 410]);
  });

  it('no longer works after its time, and says so', async () => {
    await control(origin, 'PUT', 'settings', { authorizationMinutes: 0 });
    const path = await begin('DANA');
    const page = await get(path);
    expect(page.status).toBe(410);
    expect(page.text).toContain('This address has expired');
    expect((await post(path, { login: '08125558888' })).status).toBe(410);
  });
});

describe('every wallet page', () => {
  it('allows no script of its own in the page, and belongs to one wallet', async () => {
    const path = await begin('DANA');
    const { response, text } = await get(path);
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/);
    expect(text).not.toMatch(/<script(?![^>]*src=)|style=|onclick/);
    expect((await get(path.replace('DANA', 'GCASH'))).status).toBe(404);
    expect((await get('/wallet/DANA/login?authId=nobody')).status).toBe(404);
  });

  it('shows a merchant’s name as text, whatever it is', async () => {
    await control(origin, 'PUT', 'settings', { merchantName: '<b>"Shop"</b>' });
    const { text } = await get(await begin('DANA'));
    expect(text).toContain('&lt;b&gt;&quot;Shop&quot;&lt;/b&gt;');
    expect(text).not.toContain('<b>"Shop"');
  });
});
