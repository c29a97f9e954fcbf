/**
 * Which gateway the cases speak to: the one that PROTOCOL_GATEWAY_URL names, with the keys given beside it, or, without that, a
 * simulator that is started for this file alone.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startTestSimulator } from '../test-simulator';
import { readAlipayKeys, type Identity } from './merchant';

export interface Target {
  readonly identity: Identity;
  /** Null for a gateway that is not ours to control. */
  readonly controlUrl: string | null;
  /** Given from outside, where no wallet page can be walked through. */
  readonly accessToken: string | null;
  readonly wallet: string;
  readonly settlementCurrency: string;
  stop(): Promise<void>;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** What must be given to speak with a gateway of somebody else, and what each is. */
export const NEEDED: Readonly<Record<string, string>> = {
  PROTOCOL_GATEWAY_URL: 'scheme and host of the gateway, such as https://open-sea-global.alipay.com',
  PROTOCOL_CLIENT_ID: 'the client id; one that begins SANDBOX_ speaks to the sandbox',
  PROTOCOL_PRIVATE_KEY: "the merchant's private key, PKCS#8, PEM or its bare base64",
  PROTOCOL_ALIPAY_PUBLIC_KEYS: "Alipay's public keys, version:key,version:key, or one bare key",
};

/** These may be given too. */
export const OPTIONAL: Readonly<Record<string, string>> = {
  PROTOCOL_KEY_VERSION: "the version of the merchant's key (1)",
  PROTOCOL_WALLET: 'the wallet that is debited (GCASH)',
  PROTOCOL_ACCESS_TOKEN: 'a token of that wallet; without it the authorization address is printed for a person to open',
  PROTOCOL_SETTLEMENT_CURRENCY: 'a settlement currency of the contract (USD)',
  PROTOCOL_MOVES_MONEY: '1: allows a client that is not of the sandbox, whose payments are real',
};

/** NAME, or what lies in the file that NAME_FILE names. */
export function given(variables: Variables, name: string): string | undefined {
  const direct = variables[name]?.trim();
  if (direct) return direct;
  const file = variables[`${name}_FILE`]?.trim();
  return file ? readFileSync(file, 'utf8').trim() || undefined : undefined;
}

/** The needed variables that are not given. */
export function missing(variables: Variables): string[] {
  return Object.keys(NEEDED).filter((name) => given(variables, name) === undefined);
}

function privateKeyOf(text: string): KeyObject {
  const base64 = text.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  return createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' });
}

function identityOf(variables: Variables): Identity {
  const need = (name: string) => {
    const value = given(variables, name);
    if (value === undefined) throw new Error(`${name} is not given: ${NEEDED[name]}.`);
    return value;
  };
  return {
    url: need('PROTOCOL_GATEWAY_URL').replace(/\/+$/, ''),
    clientId: need('PROTOCOL_CLIENT_ID'),
    privateKey: privateKeyOf(need('PROTOCOL_PRIVATE_KEY')),
    keyVersion: given(variables, 'PROTOCOL_KEY_VERSION') ?? '1',
    alipayKeys: readAlipayKeys(need('PROTOCOL_ALIPAY_PUBLIC_KEYS')),
  };
}

function foreignGateway(variables: Variables): Target {
  const identity = identityOf(variables);
  if (!identity.clientId.startsWith('SANDBOX_') && given(variables, 'PROTOCOL_MOVES_MONEY') !== '1') {
    throw new Error('This client id is not of the sandbox; its payments are real. PROTOCOL_MOVES_MONEY=1 allows it.');
  }
  return {
    identity,
    controlUrl: null,
    accessToken: given(variables, 'PROTOCOL_ACCESS_TOKEN') ?? null,
    wallet: given(variables, 'PROTOCOL_WALLET') ?? 'GCASH',
    settlementCurrency: given(variables, 'PROTOCOL_SETTLEMENT_CURRENCY') ?? 'USD',
    stop: async () => undefined,
  };
}

async function ownSimulator(): Promise<Target> {
  const simulator = await startTestSimulator();
  const { ALIPAY_MERCHANT_PRIVATE_KEY = '', ALIPAY_PUBLIC_KEYS = '' } = simulator.variables;
  return {
    identity: identityOf({
      PROTOCOL_GATEWAY_URL: simulator.url,
      PROTOCOL_CLIENT_ID: simulator.clientId,
      PROTOCOL_PRIVATE_KEY: ALIPAY_MERCHANT_PRIVATE_KEY,
      PROTOCOL_ALIPAY_PUBLIC_KEYS: ALIPAY_PUBLIC_KEYS,
    }),
    controlUrl: simulator.url,
    accessToken: null,
    wallet: 'GCASH',
    settlementCurrency: 'USD',
    stop: () => simulator.stop(),
  };
}

/** @throws when a gateway is named and something it needs is not given */
export function openTarget(variables: Variables): Promise<Target> {
  return given(variables, 'PROTOCOL_GATEWAY_URL') === undefined
    ? ownSimulator()
    : Promise.resolve(foreignGateway(variables));
}
