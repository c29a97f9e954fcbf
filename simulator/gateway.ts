/**
 * The gateway's door: reads raw bytes, has the sender checked (trust.ts), then JSON and fields, applies the fault
 * dial, lets the API act, and signs the answer (protocol 2 and 10.4). It refuses to know what the APIs decide.
 */
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { applyToken } from './apis/apply-token';
import { cancel } from './apis/cancel';
import { consult } from './apis/consult';
import { inquiryPayment } from './apis/inquiry-payment';
import { inquiryRefund, namedRefund } from './apis/inquiry-refund';
import { pay } from './apis/pay';
import { namedPayment } from './apis/payment-answers';
import { refund } from './apis/refund';
import { revoke } from './apis/revoke';
import { toWireTime } from './clock';
import { type CallFacts, type FaultRule, findFault, readFault, usedOnce } from './faults';
import { type Body, checkFields, textAt } from './fields';
import { BodyTooLarge, readBody } from './http';
import { type Payment } from './ledger';
import { type Api, API_BY_PATH, MESSAGES } from './messages';
import { type Answer, answer, isResultCode, type Result, type ResultCode, resultOf } from './results';
import { bytesToSign } from './signature';
import { specialAmount } from './special-amounts';
import { type Claim, distrust, header, isRequestTime, isTimely } from './trust';
import { type World } from './world';

const PATH = /^\/ams\/(sandbox\/)?api\/v1\/([^?]*)/;

interface Exchange extends Claim {
  response: ServerResponse;
}

function parseBody(bytes: Buffer): Body | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function illegal(detail: string): Answer {
  return answer('PARAM_ILLEGAL', undefined, `Illegal parameters. ${detail}.`);
}

function act(world: World, api: Api, body: Body, rule: FaultRule | undefined): Answer {
  switch (api) {
    case 'consult':
      return consult(world, body);
    case 'applyToken':
      return applyToken(world, body);
    case 'revoke':
      return revoke(world, body);
    case 'pay':
      return pay(world, body, { forEver: rule?.do === 'in_process_forever' });
    case 'inquiryPayment':
      return inquiryPayment(world, body);
    case 'cancel':
      return cancel(world, body);
    case 'refund':
      return refund(world, body, { forEver: rule?.do === 'in_process_forever' });
    case 'inquiryRefund':
      return inquiryRefund(world, body);
  }
}

/** The payment a call is about, when it was there before. */
function paymentIn({ ledger }: World, api: Api, body: Body): Payment | undefined {
  if (api === 'inquiryPayment' || api === 'cancel' || api === 'refund') return namedPayment(ledger, body);
  const refund = api === 'inquiryRefund' ? namedRefund(ledger, body) : undefined;
  return refund && ledger.payments.get(refund.paymentRequestId);
}

/** What fault rules can match; ids that only the ledger can resolve are looked up there. */
function factsOf(world: World, api: Api, body: Body): CallFacts {
  const payment = paymentIn(world, api, body);
  const token = api === 'revoke' ? world.ledger.tokenByAccessToken(textAt(body, 'accessToken') ?? '') : undefined;
  return {
    api,
    paymentRequestId: textAt(body, 'paymentRequestId') ?? payment?.paymentRequestId ?? null,
    wallet:
      textAt(body, 'paymentMethod.paymentMethodType') ??
      textAt(body, 'customerBelongsTo') ??
      payment?.wallet ??
      token?.wallet ??
      null,
  };
}

/** The special amount whose first pay is acted on and never answered, as a rule of the dial that nobody turned. */
function faultOfAmount(world: World, api: Api, body: Body): FaultRule | undefined {
  const id = textAt(body, 'paymentRequestId') ?? '';
  if (api !== 'pay' || world.ledger.settings.specialAmounts === 'off' || world.ledger.payments.has(id))
    return undefined;
  const [currency = '', value = ''] = ['currency', 'value'].map((name) => textAt(body, `paymentAmount.${name}`));
  if (specialAmount(currency, value)?.kind !== 'unanswered') return undefined;
  const rule = readFault('special-amount', { do: 'close_after' });
  return typeof rule === 'string' ? undefined : rule;
}

function dictated(rule: FaultRule): Answer {
  const code = rule.code ?? 'PROCESS_FAIL';
  const known: Result = isResultCode(code)
    ? resultOf(code)
    : { resultCode: code, resultStatus: 'F', resultMessage: code };
  return { result: rule.status === null ? known : { ...known, resultStatus: rule.status } };
}

function drop({ world, call, request }: Exchange): void {
  world.calls.end(call, 'dropped');
  request.socket.resetAndDestroy();
}

function breakDown({ world, call, response }: Exchange): void {
  world.calls.end(call, 'answered', 500);
  response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('Internal Server Error');
}

/** Holds the call until somebody lets it go; false when its caller has hung up meanwhile. */
async function held({ world, call, response }: Exchange): Promise<boolean> {
  call.state = 'held';
  const verdict = await world.held.hold(response);
  if (verdict === 'released') call.state = 'open';
  else world.calls.end(call, 'dropped');
  return verdict === 'released';
}

/** True when the call may go on to act. */
async function faultBefore(exchange: Exchange, rule: FaultRule | undefined): Promise<boolean> {
  switch (rule?.do) {
    case 'hang_before':
      return held(exchange);
    case 'close_before':
      drop(exchange);
      return false;
    case 'http_500_before':
      breakDown(exchange);
      return false;
    default:
      return true;
  }
}

/** True when the answer may leave. */
async function faultAfter(exchange: Exchange, rule: FaultRule | undefined): Promise<boolean> {
  switch (rule?.do) {
    case 'delay':
      await exchange.world.clock.waitOutside(rule.ms ?? 0);
      return true;
    case 'hang_after':
      return held(exchange);
    case 'close_after':
      drop(exchange);
      return false;
    case 'http_500_after':
      breakDown(exchange);
      return false;
    default:
      return true;
  }
}

async function send(exchange: Exchange, { result, fields }: Answer, rule?: FaultRule, signed = true): Promise<void> {
  const { world, call, response, path, clientId } = exchange;
  const text = JSON.stringify({ result, ...fields });
  // Cut in half: still signed, so that what is tried is the reading of JSON and not the signature.
  const body = Buffer.from(rule?.do === 'malformed' ? text.slice(0, Math.ceil(text.length / 2)) : text, 'utf8');
  const time = toWireTime(world.clock.now());
  const headers: Record<string, string | number> = {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': body.length,
    'client-id': clientId,
    'response-time': time,
  };
  if (signed) {
    const said = rule?.do === 'bad_signature' ? Buffer.from(`${text} `, 'utf8') : body;
    headers.signature = await world.keys.sign(bytesToSign(path, clientId, time, said));
  }
  call.resultCode = result.resultCode;
  call.resultStatus = result.resultStatus;
  if (response.destroyed) return world.calls.end(call, 'dropped');
  world.calls.end(call, 'answered', 200);
  response.writeHead(200, headers);
  response.end(body);
}

function refuse(exchange: Exchange, code: ResultCode): Promise<void> {
  return send(exchange, answer(code), undefined, false);
}

async function serve(exchange: Exchange, api: Api | undefined, bytes: Buffer): Promise<void> {
  const { world, call, request } = exchange;
  const distrusted = await distrust(exchange, bytes);
  if (distrusted) return refuse(exchange, distrusted);
  const time = header(request, 'request-time');
  if (!isRequestTime(time)) return send(exchange, illegal('Request-Time is not a time'));
  if (!isTimely(world, time)) return send(exchange, answer('ACCESS_DENIED'));
  if (!api) return send(exchange, answer('NO_INTERFACE_DEF'));
  const body = parseBody(bytes);
  if (!body) return send(exchange, illegal('The body is not a JSON object'));

  const facts = factsOf(world, api, body);
  call.paymentRequestId = facts.paymentRequestId;
  const turned = findFault(world.ledger.faults.values(), facts);
  if (turned) world.ledger.commit({ fault: usedOnce(turned) });
  const rule = turned ?? faultOfAmount(world, api, body);
  if (!(await faultBefore(exchange, rule))) return;

  const problem = checkFields(MESSAGES[api], body);
  const decided = rule?.do === 'code' ? dictated(rule) : problem ? illegal(problem) : act(world, api, body, rule);
  // Nothing is told before it is on disk, and nothing is told that rests on what is not.
  await world.ledger.durable();
  call.resultCode = decided.result.resultCode;
  call.resultStatus = decided.result.resultStatus;
  if (await faultAfter(exchange, rule)) await send(exchange, decided, rule);
}

/** Answers one request below /ams; `path` is everything after the host. */
export async function serveGateway(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const name = PATH.exec(path)?.[2] ?? path;
  const api = API_BY_PATH.get(name);
  const call = world.calls.begin(api ?? name, path, world.clock.now());
  const exchange: Exchange = { world, call, request, response, path, clientId: header(request, 'client-id') };
  if (request.method !== 'POST') {
    response.writeHead(405, { allow: 'POST' }).end();
    world.calls.end(call, 'answered', 405);
    return;
  }
  try {
    await serve(exchange, api, await readBody(request));
  } catch (error) {
    if (error instanceof BodyTooLarge) {
      world.calls.end(call, 'answered', 413);
      response.writeHead(413, { connection: 'close' }).end();
      return;
    }
    world.calls.end(call, 'dropped');
    throw error;
  }
}
