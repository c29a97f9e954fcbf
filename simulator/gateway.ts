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
import { type Call, messageOf } from './calls';
import { toWireTime } from './clock';
import { type Exchange, respondPlainly } from './exchange';
import { faultAfter, faultBefore, sendThrough } from './faults/call-faults';
import { askDial } from './faults/dial';
import { disguise } from './faults/disguise';
import { letNewsGoFirst } from './faults/early';
import { factsOf, type Subject, subjectOfCall } from './faults/facts';
import { dictated, falseAnswer, type Told } from './faults/false-answers';
import { readFault } from './faults/read-rule';
import { type FaultRule } from './faults/rules';
import { countInquiry, countInquiryOfRefund, endToken, keptInProcess, setAlarmAfter } from './faults/true-faults';
import { type Body, checkFields, textAt } from './fields';
import { BodyTooLarge, readBody } from './http';
import { type Api, API_BY_PATH, MESSAGES } from './messages';
import { type Answer, answer, type ResultCode } from './results';
import { bytesToSign } from './signature';
import { specialAmount } from './special-amounts';
import { distrust, header, isRequestTime, isTimely } from './trust';
import { type World } from './world';

const PATH = /^\/ams\/(sandbox\/)?api\/v1\/([^?]*)/;

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
      return pay(world, body, { forEver: false, ...keptInProcess(rule) });
    case 'inquiryPayment':
      countInquiry(world, namedPayment(world.ledger, body));
      return inquiryPayment(world, body);
    case 'cancel':
      return cancel(world, body);
    case 'refund':
      return refund(world, body, { forEver: false, ...keptInProcess(rule) });
    case 'inquiryRefund':
      countInquiryOfRefund(world, namedRefund(world.ledger, body));
      return inquiryRefund(world, body);
  }
}

/** What the call leaves behind on its line: whom it was about. */
function noteSubject(call: Call, { requestId, paymentRequestId, accountId }: Subject): void {
  call.requestId = requestId;
  call.paymentRequestId = paymentRequestId;
  call.account = accountId;
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

async function send(exchange: Exchange, { result, fields }: Answer, rule?: FaultRule, signed = true): Promise<void> {
  const { world, call, path, clientId } = exchange;
  const { body, said, hand } = disguise(rule?.do, JSON.stringify({ result, ...fields }));
  const time = toWireTime(world.clock.now());
  const signature = signed ? await world.forger.sign(hand, bytesToSign(path, clientId, time, said)) : undefined;
  call.resultCode = result.resultCode;
  call.resultStatus = result.resultStatus;
  const headers = {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': body.length,
    'client-id': clientId,
    'response-time': time,
    ...(signature === undefined ? {} : { signature }),
  };
  await sendThrough(exchange, { status: 200, headers, body }, rule);
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

  const told: Told = { api, body, subject: subjectOfCall(world.ledger, api, body) };
  noteSubject(call, told.subject);
  const turned = askDial(world.ledger, factsOf(world.ledger, told.subject, { occasion: 'call', api }));
  call.fault = turned?.do ?? null;
  const rule = turned ?? faultOfAmount(world, api, body);
  endToken(world, told.subject.token, rule, api === 'applyToken');
  if (!(await faultBefore(exchange, rule))) return;

  const problem = checkFields(MESSAGES[api], body);
  const truth = rule?.do === 'code' ? dictated(rule) : problem ? illegal(problem) : act(world, api, body, rule);
  if (!(await letNewsGoFirst(exchange, told, truth))) return;
  // Nothing is told before it is on disk, and nothing is told that rests on what is not.
  await world.ledger.durable();
  const decided = falseAnswer(world, told, truth, rule);
  call.resultCode = decided.result.resultCode;
  call.resultStatus = decided.result.resultStatus;
  if (await faultAfter(exchange, rule)) await send(exchange, decided, rule);
  setAlarmAfter(world, told.subject);
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
  call.request = messageOf(request.headers, '');
  if (request.method !== 'POST') return respondPlainly(exchange, 405, 'text/plain', 'POST only.', { allow: 'POST' });
  try {
    const bytes = await readBody(request);
    call.request = messageOf(request.headers, bytes);
    await serve(exchange, api, bytes);
  } catch (error) {
    if (error instanceof BodyTooLarge) {
      return respondPlainly(exchange, 413, 'text/plain', 'Too long.', { connection: 'close' });
    }
    world.calls.end(call, 'dropped');
    throw error;
  }
}
