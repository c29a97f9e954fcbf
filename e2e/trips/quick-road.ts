/**
 * The same roads without clicking, for trips about something else: a customer's browser asks our doors and the wallet's
 * pages for what a person would have pressed.
 */
import { expect, type BrowserContext } from '@playwright/test';
import type postgres from 'postgres';
import { appUrl } from './browser-watch';
import { post } from './people';
import { RICH } from './wallet-road';

/** Wallets without a code to scan, by what stands before an account's last four digits. */
const NUMBER_PREFIX = { MAYA: '0918555', DANA: '0812555', BOOST: '013555' } as const;

type QuickWallet = keyof typeof NUMBER_PREFIX;

interface Attempt {
  readonly status: string;
  readonly address: string | null;
  readonly wallet: { readonly id: string } | null;
}

export interface Begun {
  readonly id: string;
  /** The wallet's page. */
  readonly address: string;
}

export async function beginQuickly(context: BrowserContext, brand: QuickWallet): Promise<Begun> {
  const answer = await context.request.post(`${appUrl()}/api/me/authorizations`, {
    form: { brand },
    headers: { origin: appUrl() },
    maxRedirects: 0,
  });
  const id = answer.headers().location?.split('/').at(-1) ?? '';
  const { address } = await readAttempt(context, id);
  if (address === null) throw new Error(`the attempt did not begin: ${answer.status()}`);
  return { id, address };
}

/** Agrees at the wallet; gives the way back, which is not taken. */
export async function agreeQuickly(
  context: BrowserContext,
  { address }: Begun,
  login: string,
  decision: 'agree' | 'refuse' = 'agree',
): Promise<string> {
  // A phone is given an app link, which falls through to the same pages.
  const page = (name: string) => address.replace(/\/(?:login|applink|intermediate)\?/, `/${name}?`);
  await context.request.post(page('login'), { form: { login }, maxRedirects: 0 });
  const end = await context.request.post(page('agreement'), { form: { decision }, maxRedirects: 0 });
  return end.headers().location ?? '';
}

/** Links a wallet; gives its id. */
export async function linkQuickly(context: BrowserContext, brand: QuickWallet, digits = RICH): Promise<string> {
  const begun = await beginQuickly(context, brand);
  await context.request.get(await agreeQuickly(context, begun, `${NUMBER_PREFIX[brand]}${digits}`), {
    maxRedirects: 0,
  });
  let walletId = '';
  await expect
    .poll(async () => {
      const { status, wallet } = await readAttempt(context, begun.id);
      walletId = wallet?.id ?? '';
      return status;
    })
    .toBe('COMPLETED');
  return walletId;
}

export interface Placed {
  readonly id: string;
  readonly referenceOrderId: string;
  readonly status: string;
}

/** Orders a product by its name; the debit goes on by itself. */
export async function orderQuickly(
  context: BrowserContext,
  database: postgres.Sql,
  { walletId, product }: { readonly walletId: string; readonly product: string },
): Promise<Placed> {
  const [row] = await database<{ id: string }[]>`select id from products where name = ${product}`;
  const order = { productId: row?.id, walletId, placementKey: crypto.randomUUID() };
  const answer = await post(context, '/api/me/orders', order);
  if (answer.status() !== 201) throw new Error(`not ordered: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as Placed;
}

async function readAttempt(context: BrowserContext, id: string): Promise<Attempt> {
  const answer = await context.request.get(`${appUrl()}/api/me/authorizations/${id}`);
  if (!answer.ok()) throw new Error(`no attempt ${id}: ${answer.status()}`);
  return (await answer.json()) as Attempt;
}
