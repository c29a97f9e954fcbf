/**
 * What the dial does to a call on the wire: before it acts, after it acted, and while its answer leaves. It refuses to
 * know what the answer says (false-answers.ts).
 */
import { drop, type Exchange, noteAnswered, type Reply, respond, respondPlainly } from '../exchange';
import { type FaultRule } from './rules';

/** One byte a second, when a rule says no pace. */
const DRIP_MS = 1000;
const HTML = 'text/html; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';
const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n';

/** Holds the call until somebody lets it go, or `until`; false when it has been given up meanwhile, by either side. */
export async function hold({ world, call, response }: Exchange, until?: Promise<void>): Promise<boolean> {
  call.state = 'held';
  const verdict = await world.held.hold(response, until);
  call.state = 'open';
  if (verdict === 'released') return true;
  world.calls.end(call, 'dropped');
  // Whoever is still there when everything is reset learns that no answer will come.
  response.destroy();
  return false;
}

function breakDown(exchange: Exchange): false {
  respondPlainly(exchange, 500, TEXT, 'Internal Server Error');
  return false;
}

function failInFront(exchange: Exchange): false {
  respondPlainly(exchange, 502, HTML, BAD_GATEWAY);
  return false;
}

function reset(exchange: Exchange): false {
  drop(exchange);
  return false;
}

/** True when the call may go on to act. */
export async function faultBefore(exchange: Exchange, rule: FaultRule | undefined): Promise<boolean> {
  switch (rule?.do) {
    case 'hang_before':
      return hold(exchange);
    case 'close_before':
      return reset(exchange);
    case 'http_500_before':
      return breakDown(exchange);
    case 'http_502':
      return rule.before ? failInFront(exchange) : true;
    case 'http_429':
      respondPlainly(exchange, 429, TEXT, 'Too Many Requests', { 'retry-after': '1' });
      return false;
    default:
      return true;
  }
}

/** True when the answer may leave. */
export async function faultAfter(exchange: Exchange, rule: FaultRule | undefined): Promise<boolean> {
  switch (rule?.do) {
    case 'delay':
      await exchange.world.clock.waitOutside(rule.ms ?? 0);
      return true;
    case 'hang_after':
      return hold(exchange);
    case 'close_after':
      return reset(exchange);
    case 'http_500_after':
      return breakDown(exchange);
    case 'http_502':
      return failInFront(exchange);
    default:
      return true;
  }
}

/** Puts the answer on the wire, whole or not. */
export async function sendThrough(exchange: Exchange, reply: Reply, rule: FaultRule | undefined): Promise<void> {
  switch (rule?.do) {
    case 'reset_mid_body':
      return breakOff(exchange, reply);
    case 'drip':
      return drip(exchange, reply, rule.ms ?? DRIP_MS);
    default:
      return respond(exchange, reply);
  }
}

/** The headers promise the whole body; half of it arrives, then the connection is reset. */
async function breakOff(exchange: Exchange, { status, headers, body }: Reply): Promise<void> {
  const { response } = exchange;
  response.writeHead(status, headers);
  const half = body.subarray(0, Math.ceil(body.length / 2));
  await new Promise<void>((resolve) => response.write(half, () => resolve()));
  drop(exchange);
}

async function drip(exchange: Exchange, reply: Reply, ms: number): Promise<void> {
  const { world, call, response } = exchange;
  response.writeHead(reply.status, reply.headers);
  response.flushHeaders();
  for (const byte of reply.body) {
    if (response.destroyed) return world.calls.end(call, 'dropped');
    response.write(Buffer.of(byte));
    await world.clock.waitOutside(ms);
  }
  response.end();
  noteAnswered(exchange, reply);
}
