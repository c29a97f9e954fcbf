/**
 * What `npm run test:gateway` needs of a person: the keys of a gateway that is not ours, and, where no token is given, somebody
 * who agrees in the wallet once. It prints, asks, and knows no case.
 */
import { createInterface } from 'node:readline/promises';
import { fresh } from './ids';
import { Merchant, type Answer } from './merchant';
import { browserAddress } from './road';
import { given, missing, NEEDED, openTarget, OPTIONAL, type Target } from './target';

type Variables = Readonly<Record<string, string | undefined>>;

/** Sentences that say what must be given; null when nothing is missing. */
export function whatIsMissing(variables: Variables): string | null {
  const lacking = missing(variables);
  if (lacking.length === 0) return null;
  const lines = (table: Readonly<Record<string, string>>) =>
    Object.entries(table).map(([name, meaning]) => `  ${name.padEnd(28)} ${meaning}`);
  return [
    `The gateway to be tested is not given: ${lacking.join(', ')}.`,
    'Needed (each also as NAME_FILE, the file that holds it):',
    ...lines(NEEDED),
    'May be given:',
    ...lines(OPTIONAL),
  ].join('\n');
}

const RETURN = 'https://shop.example/wallets/return';

function expectSuccess({ result, text }: Answer, what: string): void {
  if (result.resultStatus !== 'S') throw new Error(`${what} was answered ${text}`);
}

/** The line that somebody types or sends; null when it is empty, or nobody does. */
async function readLine(input: NodeJS.ReadableStream): Promise<string | null> {
  const lines = createInterface({ input });
  for await (const line of lines) {
    lines.close();
    return line.trim() || null;
  }
  return null;
}

async function linkAt(target: Target, input: NodeJS.ReadableStream): Promise<string | null> {
  const merchant = new Merchant(target.identity);
  const authState = fresh('as');
  const consulted = await merchant.send('consult', {
    customerBelongsTo: target.wallet,
    authRedirectUrl: RETURN,
    scopes: ['AGREEMENT_PAY'],
    authState,
    terminalType: 'WEB',
    env: { terminalType: 'WEB' },
  });
  expectSuccess(consulted, 'consult');
  console.log(`Open this address and agree in ${target.wallet}:\n  ${browserAddress(consulted).href}`);
  console.log(
    `Then give the address that the browser is sent to (it begins ${RETURN}), or an empty input to go on without:`,
  );
  const line = await readLine(input);
  if (line === null) return null;
  const back = new URL(line);
  if (back.searchParams.get('authState') !== authState) throw new Error('This address belongs to another attempt.');
  const authCode = back.searchParams.get('authCode');
  if (authCode === null) return null;
  const message = { grantType: 'AUTHORIZATION_CODE', customerBelongsTo: target.wallet, authCode };
  const applied = await merchant.send('applyToken', message);
  expectSuccess(applied, 'applyToken');
  return String(applied.body.accessToken);
}

export interface Link {
  readonly accessToken: string;
  /** Ends the link, if it was made here. */
  end(): Promise<void>;
}

/** The token that is given, or one that a person agrees to now; null when nobody does. */
export async function findLink(variables: Variables, input: NodeJS.ReadableStream): Promise<Link | null> {
  const token = given(variables, 'PROTOCOL_ACCESS_TOKEN');
  if (token !== undefined) return { accessToken: token, end: async () => undefined };
  const target = await openTarget(variables);
  const accessToken = await linkAt(target, input);
  if (accessToken === null) return null;
  return {
    accessToken,
    end: async () => expectSuccess(await new Merchant(target.identity).send('revoke', { accessToken }), 'revoke'),
  };
}
