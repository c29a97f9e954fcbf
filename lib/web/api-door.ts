/**
 * The door of a call of the REST API: what every one of them has in common. Whose key it is and what it may do, how often, what
 * came in, whether it was answered before, and how long the caller would wait.
 */
import type { z } from 'zod';
import type { Database } from '@/db/client';
import type { ApiCall } from '@/lib/api/call';
import { apiCalls, type ApiCallName, type ApiCalls } from '@/lib/api/calls';
import { answerOnce, hashRequest, keepLater, type KeptAnswer, type KeyedRequest } from '@/lib/api/idempotency';
import { WaitingRoom, type Awaited } from '@/lib/api/waiting-room';
import { requireRole, type KeyActor } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { isRefusal, Refusal } from '@/lib/kit/errors';
import { isId } from '@/lib/kit/ids';
import { problemJson, problemOf, refusalJson } from './answers';
import { door, type Door } from './doorframe';
import { check, readInput } from './input-form';
import { preferredWaitS } from './prefer';
import { KeyRateLimit, type RateTaken } from './rate-limit';

type KeyContext = Context & { readonly actor: KeyActor };

type BodyOf<Call> = Call extends { readonly body?: z.ZodType<infer Body> } ? Body : undefined;
type QueryOf<Call> = Call extends { readonly query?: z.ZodType<infer Query> } ? Query : undefined;

export interface ApiVisit<Body, Query> {
  readonly ctx: KeyContext;
  /** What stands in the path; checked for its form. */
  readonly id: string;
  readonly body: Body;
  readonly query: Query;
}

export interface ApiAnswer {
  readonly status: number;
  /** Absent where the handler reads its subject. */
  readonly body?: unknown;
  readonly subjectId?: string;
}

export interface ApiHandler<Body, Query> {
  act(visit: ApiVisit<Body, Query>): Promise<ApiAnswer>;
  /** How a subject is shown; needed for what may be waited for. */
  readonly read?: (db: Database, subjectId: string) => Promise<unknown>;
  readonly awaits?: Awaited;
  /** Whether what `read` shows tells of no end yet; needed for what may be waited for. */
  readonly isOpen?: (shown: unknown) => boolean;
}

export type ApiHandlers = {
  readonly [Name in ApiCallName]: ApiHandler<BodyOf<ApiCalls[Name]>, QueryOf<ApiCalls[Name]>>;
};

const JSON_TYPE = 'application/json; charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json';
/** As long as any other name of ours; visible characters only, since it goes through headers. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

const rates = new KeyRateLimit();
let room: WaitingRoom | null = null;

/** One door per call. */
export function apiDoor<Name extends ApiCallName>(name: Name, handler: ApiHandlers[Name], limit = rates): Door {
  const call: ApiCall = apiCalls[name];
  return door({ audience: 'key' }, async ({ ctx, params, query, request }) => {
    const taken = await limit.take(ctx.actor.keyId);
    const response = await answer(call, handler as ApiHandler<unknown, unknown>, taken, {
      ctx,
      id: (params as { readonly id?: string }).id ?? '',
      query,
      request,
    });
    for (const [header, value] of Object.entries(taken.headers)) response.headers.set(header, value);
    return response;
  });
}

interface Asked {
  readonly ctx: KeyContext;
  readonly id: string;
  readonly query: URLSearchParams;
  readonly request: Request;
}

/** Refusals are answered here, so that they too count, and tell how much the key may still ask. */
async function answer(
  call: ApiCall,
  handler: ApiHandler<unknown, unknown>,
  taken: RateTaken,
  asked: Asked,
): Promise<Response> {
  try {
    if (taken.isOver) throw new Refusal('rate_limited');
    const { ctx, id, request } = asked;
    requireRole(ctx, call.action);
    if (call.id && !isId(call.id, id)) throw new Refusal('not_found');
    const body = call.body
      ? await readInput(request, { schema: call.body, kinds: ['json'], optional: call.bodyOptional })
      : undefined;
    const query = readQuery(call, asked.query);
    const act = (db: Database) => actIn(handler, { ctx: { ...ctx, db }, id, body, query });
    const key = call.method === 'POST' ? idempotencyKeyOf(request) : null;
    if (key === null) return await finish(call, handler, asked, { answer: await act(ctx.db), keyed: null });
    const keyed = { key, path: `POST /api/v1${call.path.replace('{id}', id)}`, requestHash: hashRequest(body) };
    const { answer: kept, replayed } = await answerOnce(ctx, keyed, (tx) => actOrRefuse(tx, act));
    const response = await finish(call, handler, asked, { answer: kept, keyed });
    if (replayed) response.headers.set('idempotency-replayed', 'true');
    return response;
  } catch (error) {
    if (isRefusal(error)) return refusalJson(error);
    throw error;
  }
}

async function actIn(handler: ApiHandler<unknown, unknown>, visit: ApiVisit<unknown, unknown>): Promise<KeptAnswer> {
  const { status, body, subjectId = null } = await handler.act(visit);
  const shown = body ?? (handler.read && subjectId ? await handler.read(visit.ctx.db, subjectId) : null);
  return { status, contentType: JSON_TYPE, body: shown === null ? '' : JSON.stringify(shown), subjectId };
}

/** What is refused is an answer too, and the same again; the savepoint takes back what had been done before the refusal. */
async function actOrRefuse(tx: Database, act: (db: Database) => Promise<KeptAnswer>): Promise<KeptAnswer> {
  try {
    return await tx.transaction((inner) => act(inner));
  } catch (error) {
    if (!isRefusal(error) || error.status >= 500) throw error;
    const body = await problemJson(problemOf(error)).text();
    return { status: error.status, contentType: PROBLEM_TYPE, body, subjectId: null };
  }
}

/** Waits where that is asked for, and writes the answer. */
async function finish(
  call: ApiCall,
  handler: ApiHandler<unknown, unknown>,
  { ctx, request }: Asked,
  { answer: kept, keyed }: { readonly answer: KeptAnswer; readonly keyed: KeyedRequest | null },
): Promise<Response> {
  const waitS = call.waits && kept.status < 300 ? preferredWaitS(request.headers) : 0;
  const headers = new Headers(kept.body === '' ? {} : { 'content-type': kept.contentType });
  const isOpen = (body: string) => handler.isOpen?.(JSON.parse(body)) ?? false;
  if (waitS === 0 || !handler.read || !handler.awaits || !kept.subjectId || !isOpen(kept.body)) {
    return new Response(kept.body === '' ? null : kept.body, { status: kept.status, headers });
  }
  room ??= new WaitingRoom(ctx.db);
  await room.wait(handler.awaits, kept.subjectId, waitS * 1_000, request.signal);
  const body = JSON.stringify(await handler.read(ctx.db, kept.subjectId));
  if (keyed && body !== kept.body) await keepLater(ctx, keyed, body, isOpen);
  headers.set('preference-applied', `wait=${waitS}`);
  return new Response(body, { status: kept.status, headers });
}

/** @throws Refusal `invalid_input` */
function idempotencyKeyOf(request: Request): string | null {
  const key = request.headers.get('idempotency-key');
  if (key === null || IDEMPOTENCY_KEY.test(key)) return key;
  throw new Refusal('invalid_input', {
    'Idempotency-Key': 'Must be 1 to 255 visible ASCII characters without blanks.',
  });
}

/** Without a value these ask for what they ask for when they are absent; a filter without one is somebody's empty variable. */
const MAY_BE_EMPTY = new Set(['limit', 'cursor']);

/** A filter that nobody knows, that stands twice or is empty, would silently show something else than was asked for. */
function readQuery(call: ApiCall, query: URLSearchParams): unknown {
  if (!call.query) return undefined;
  const given = [...query].filter(([name, value]) => value !== '' || !MAY_BE_EMPTY.has(name));
  const twice = given.find(([name], place) => given.findIndex(([other]) => other === name) !== place);
  if (twice) throw new Refusal('invalid_input', { [twice[0].slice(0, 64)]: 'Stands there twice.' });
  return check(call.query, Object.fromEntries(given));
}
