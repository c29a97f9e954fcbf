/**
 * consult: "where do we send this customer to agree?"
 *
 * Nothing is created for the customer by asking, so an unclear answer is simply asked again, each time with a new authState. Of the
 * addresses in the answer only http and https ones may be navigated to; an answer without one is no answer.
 *
 * Wire: POST /ams/api/v1/authorizations/consult. Does not know: who the customer is.
 */
import { z } from 'zod';
import type { Brand } from '@/lib/alipay/brands';
import { malformed, type Outcome } from '@/lib/alipay/outcome';
import { readAnswer, wireText } from '@/lib/alipay/wire-answer';
import {
  address,
  encode,
  flag,
  optionalAddress,
  optionalRegion,
  optionalText,
  terminal,
  text,
  WireInputError,
  type Terminal,
} from '@/lib/alipay/wire-input';

export interface ConsultInput extends Terminal {
  readonly brand: Brand;
  /** Where the wallet sends the browser, with authCode and authState appended. */
  readonly authRedirectUrl: string;
  /** Unique and unguessable; new for every call. */
  readonly authState: string;
  readonly authNotifyUrl?: string;
  readonly merchantRegion?: string;
  /** Which of several sites under one client id. */
  readonly merchantAccountId?: string;
  readonly osVersion?: string;
  /** Whether the wallet's page speaks of recurring debits. PayPay alone has this. */
  readonly recurringPayment?: boolean;
}

/** At least one of normalUrl, applinkUrl and authUrl is there, and each of these is http or https. */
export interface AuthorizationAddresses {
  readonly normalUrl?: string;
  /** An app's own scheme. Kept for evidence, never navigated to. */
  readonly schemeUrl?: string;
  readonly applinkUrl?: string;
  /** The old name of normalUrl; the only one some wallets give. */
  readonly authUrl?: string;
  readonly appIdentifier?: string;
}

const ADDRESS_LENGTH_MAX = 2048;

/** @throws WireInputError */
export function buildConsult(input: ConsultInput): Uint8Array {
  const where = { ...terminal(input), osVersion: optionalText('osVersion', input.osVersion, 16) };
  if (input.recurringPayment !== undefined && input.brand !== 'PAYPAY') {
    throw new WireInputError('recurringPayment', 'is for PayPay alone');
  }
  return encode({
    customerBelongsTo: text('customerBelongsTo', input.brand, 64),
    authRedirectUrl: address('authRedirectUrl', input.authRedirectUrl, 1024),
    scopes: ['AGREEMENT_PAY'],
    authState: text('authState', input.authState, 256),
    // Older and newer documents disagree about the place, so it is said in both.
    ...where,
    env: where,
    authNotifyUrl: optionalAddress('authNotifyUrl', input.authNotifyUrl, 1024),
    merchantRegion: optionalRegion('merchantRegion', input.merchantRegion),
    merchantAccountId: optionalText('merchantAccountId', input.merchantAccountId, 64),
    recurringPayment: flag(input.recurringPayment),
  });
}

const answer = z.object({
  normalUrl: wireText(ADDRESS_LENGTH_MAX),
  schemeUrl: wireText(ADDRESS_LENGTH_MAX),
  applinkUrl: wireText(ADDRESS_LENGTH_MAX),
  authUrl: wireText(ADDRESS_LENGTH_MAX),
  appIdentifier: wireText(128),
});

export function readConsult(body: Uint8Array): Outcome<AuthorizationAddresses> {
  return readAnswer(body, { api: 'consult' }, answer, (told) => {
    const value: AuthorizationAddresses = {
      ...(isNavigable(told.normalUrl) && { normalUrl: told.normalUrl }),
      ...(told.schemeUrl !== null && { schemeUrl: told.schemeUrl }),
      ...(isNavigable(told.applinkUrl) && { applinkUrl: told.applinkUrl }),
      ...(isNavigable(told.authUrl) && { authUrl: told.authUrl }),
      ...(told.appIdentifier !== null && { appIdentifier: told.appIdentifier }),
    };
    if (navigable(value).length === 0) return malformed('the answer holds no address that a browser may open');
    return { kind: 'succeeded', value };
  });
}

/**
 * The one address to send this browser to: the page on a desktop, the app link on a phone, whatever there is otherwise.
 *
 * Wire: protocol 5.2.
 *
 * @throws Error when there is none, which `readConsult` does not let through
 */
export function chooseAddress(addresses: AuthorizationAddresses, terminalInfo: Terminal): string {
  const { normalUrl, applinkUrl, authUrl } = addresses;
  const preferred =
    terminalInfo.terminalType === 'WAP' ? [applinkUrl, normalUrl, authUrl] : [normalUrl, authUrl, applinkUrl];
  const chosen = preferred.find((candidate) => isNavigable(candidate));
  if (chosen === undefined) throw new Error('no address that a browser may open');
  return chosen;
}

function navigable({ normalUrl, applinkUrl, authUrl }: AuthorizationAddresses): string[] {
  return [normalUrl, applinkUrl, authUrl].filter((candidate) => isNavigable(candidate));
}

function isNavigable(candidate: string | null | undefined): candidate is string {
  if (candidate === null || candidate === undefined || !URL.canParse(candidate)) return false;
  return /^https?:$/.test(new URL(candidate).protocol);
}
