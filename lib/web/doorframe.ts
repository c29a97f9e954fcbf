/**
 * The one wrapper around every route handler: who asks, from which site, in what form, and what a refusal or a bug looks
 * like from outside. A handler behind it sees only what was checked.
 *
 * Web-standard: a Request becomes a Response, without a word of the framework, so any server can call a door.
 */
import { randomBytes } from 'node:crypto';
import type { Actor, Origin } from '@/lib/auth/actor';
import {
  isAllowed,
  outOfScope,
  type Action,
  type CustomerActor,
  type KeyActor,
  type LinkingActor,
  type StaffActor,
} from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { assertNever } from '@/lib/kit/assert-never';
import { isRefusal, Refusal } from '@/lib/kit/errors';
import { isId, type Id, type IdPrefix } from '@/lib/kit/ids';
import { httpRequestDuration, httpRequests } from '@/lib/kit/metrics';
import type { Runtime } from '@/lib/runtime';
import { bugProblem, problemJson, problemOf, problemPage, refusalJson, seeOther, type Problem } from './answers';
import { readInput, type BodyRule } from './input-form';
import { linkingActorOf } from './linking';
import { ownPath, signInPath } from './own-path';
import { webRuntime } from './runtime';
import { DOOR_HEADERS } from './security-headers';
import { requestIdOf, REQUEST_ID_HEADER } from './request-id';
import { actorOf, keyActorOf, originOf } from './visitor';

/**
 * `machine` is for callers that prove themselves in the message, not by a cookie (Alipay, a metrics scraper), `key` for those
 * that hold a key of the REST API: no cookie is read and no Origin asked for. `linking` is who came by a link session, known by
 * its token or cookie: whoever is signed in in the same browser is not looked at.
 */
export type Audience = 'anyone' | 'customer' | 'linking' | 'staff' | 'machine' | 'key';

type ActorFor = {
  anyone: Exclude<Actor, { kind: 'system' }>;
  key: KeyActor;
  customer: CustomerActor;
  linking: LinkingActor;
  staff: StaffActor;
  machine: Extract<Actor, { kind: 'system' }>;
};

/** What stands in the path's brackets, as `{ id: 'ord' }`; anything that is no such id is not found. */
type PathIds = Readonly<Record<string, IdPrefix>>;

export interface Visit<A extends Audience, Ids extends PathIds, Body> {
  readonly ctx: Context & { readonly actor: ActorFor[A] };
  readonly params: { readonly [Name in keyof Ids]: Id<Ids[Name]> };
  readonly body: Body;
  readonly query: URLSearchParams;
  readonly request: Request;
  /** True where the asker is a browser without script: answer with a redirect, not with JSON. */
  readonly plainForm: boolean;
  readonly origin: Origin;
  readonly runtime: Runtime;
}

interface AudienceRule<A extends Audience> {
  readonly audience: A;
  /** What the asker's role must allow; the verb behind asks again. */
  readonly action?: Action;
  /** For `machine`: the actor's name in logs and the audit log. */
  readonly name?: string;
}

export interface DoorOptions<A extends Audience, Ids extends PathIds, Body> extends AudienceRule<A> {
  readonly ids?: Ids;
  readonly body?: BodyRule<Body>;
  /** Where a plain form is sent back to when it is refused; null shows the refusal as a page of its own. */
  readonly whenRefused?: (refusal: Refusal, request: Request) => Response | null;
}

type PathParams = Readonly<Record<string, string | string[] | undefined>>;

/** What Next.js passes beside the request. */
export interface Segment {
  readonly params?: Promise<PathParams>;
}

export type Door = (request: Request, segment?: Segment) => Promise<Response>;

/** Longer than any address of ours. */
const ROUTE_SEGMENTS_MAX = 12;

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export function door<A extends Audience, const Ids extends PathIds = Record<never, never>, Body = undefined>(
  options: DoorOptions<A, Ids, Body>,
  handle: (visit: Visit<A, Ids, Body>) => Promise<Response>,
): Door {
  return async (request, segment) => {
    const startedMs = performance.now();
    const params = (await segment?.params) ?? {};
    const route = routeOf(request, params);
    const { response, reference } = await answer(options, handle, request, params);
    for (const [name, value] of Object.entries(DOOR_HEADERS)) {
      if (!response.headers.has(name)) response.headers.set(name, value);
    }
    if (options.audience === 'key') response.headers.set(REQUEST_ID_HEADER, requestIdOf(request));
    record(request, route, response, performance.now() - startedMs, reference);
    return response;
  };
}

async function answer<A extends Audience, Ids extends PathIds, Body>(
  options: DoorOptions<A, Ids, Body>,
  handle: (visit: Visit<A, Ids, Body>) => Promise<Response>,
  request: Request,
  params: PathParams,
): Promise<{ response: Response; reference?: string }> {
  try {
    const runtime = webRuntime();
    if (options.audience !== 'machine' && options.audience !== 'key') requireOwnOrigin(request, runtime);
    const actor = await admit(options, request, runtime, params);
    const ids = readIds(options.ids, params);
    // Absent rules leave `Body` undefined, which is then its type.
    const body = (options.body ? await readInput(request, options.body) : undefined) as Body;
    const ctx = { ...runtime.contextFor(actor), actor };
    const { searchParams: query } = new URL(request.url);
    const origin = originOf(request.headers);
    const plainForm = wantsPage(request);
    return { response: await handle({ ctx, params: ids, body, query, request, plainForm, origin, runtime }) };
  } catch (error) {
    const isProgram = options.audience === 'key';
    if (isRefusal(error)) {
      return { response: isProgram ? refusalJson(error) : refuse(error, request, options.whenRefused) };
    }
    const reference = randomBytes(6).toString('hex');
    webRuntimeLog()?.error({ err: error, reference }, 'a request failed');
    const problem = bugProblem(reference);
    return { response: isProgram ? problemJson(problem) : show(problem, request), reference };
  }
}

/** `Origin` must be ours on everything that changes something; browsers send it on every such request. */
function requireOwnOrigin(request: Request, runtime: Runtime): void {
  if (SAFE_METHODS.has(request.method)) return;
  if (request.headers.get('origin') !== runtime.env.appUrl.origin) throw new Refusal('foreign_origin');
}

async function admit<A extends Audience>(
  rule: AudienceRule<A>,
  request: Request,
  runtime: Runtime,
  params: PathParams,
): Promise<ActorFor[A]> {
  const { audience, action, name = 'door' } = rule;
  const actor = await actorFor(audience, name, request, runtime, params);
  if (audience === 'customer' || audience === 'staff') {
    if (actor.kind === 'visitor') throw new Refusal('sign_in_needed');
    if (actor.kind !== audience) throw new Refusal('not_allowed');
  }
  if (action !== undefined && !isAllowed(actor, action)) {
    if (actor.kind === 'key') throw outOfScope(action);
    throw new Refusal(actor.kind === 'visitor' ? 'sign_in_needed' : 'not_allowed');
  }
  // The lines above make it so; the compiler does not follow a type argument through them.
  return actor as ActorFor[A];
}

async function actorFor(
  audience: Audience,
  name: string,
  request: Request,
  runtime: Runtime,
  params: PathParams,
): Promise<Actor> {
  switch (audience) {
    case 'machine':
      return { kind: 'system', name };
    case 'key':
      return keyActorOf(runtime, request.headers);
    case 'linking':
      return linkingActorOf(runtime, request.headers, params);
    case 'anyone':
    case 'customer':
    case 'staff':
      return actorOf(runtime, request.headers);
    default:
      return assertNever(audience, 'audience');
  }
}

function readIds<Ids extends PathIds>(
  wanted: Ids | undefined,
  params: PathParams,
): { readonly [Name in keyof Ids]: Id<Ids[Name]> } {
  for (const [name, prefix] of Object.entries(wanted ?? {})) {
    if (!isId(prefix, params[name])) throw new Refusal('not_found');
  }
  return params as { readonly [Name in keyof Ids]: Id<Ids[Name]> };
}

function refuse(
  refusal: Refusal,
  request: Request,
  whenRefused?: (refusal: Refusal, request: Request) => Response | null,
): Response {
  if (wantsPage(request)) {
    const own = whenRefused?.(refusal, request);
    if (own) return own;
    if (refusal.code === 'sign_in_needed') return seeOther(signInPath(cameFrom(request)));
  }
  return show(problemOf(refusal), request);
}

function show(problem: Problem, request: Request): Response {
  return wantsPage(request) ? problemPage(problem, cameFrom(request)) : problemJson(problem);
}

/** A browser that navigates asks for HTML; a script of ours and a machine do not, or send JSON. */
export function wantsPage(request: Request): boolean {
  if (request.headers.get('content-type')?.startsWith('application/json')) return false;
  return request.headers.get('accept')?.includes('text/html') ?? false;
}

/** The page of ours that a form was on. */
function cameFrom(request: Request): string {
  const referer = request.headers.get('referer');
  if (!referer || !URL.canParse(referer)) return '/';
  const url = new URL(referer);
  return url.origin === webRuntime().env.appUrl.origin ? ownPath(url.pathname + url.search) : '/';
}

/**
 * The path with what stood in its brackets put back, so that logs and figures hold no ids and no query. Where that does
 * not come out even, the route is `other`: figures must not grow with what strangers type.
 */
function routeOf(request: Request, params: PathParams): string {
  const names = new Map<string, string>();
  for (const [name, value] of Object.entries(params)) {
    for (const part of Array.isArray(value) ? value : [value]) if (part) names.set(part, `[${name}]`);
  }
  const found = new Set<string>();
  const segments = new URL(request.url).pathname.split('/').map((segment) => {
    const name = names.get(segment) ?? names.get(decodeSegment(segment));
    if (name !== undefined) found.add(name);
    return name ?? segment;
  });
  const isEven = new Set(names.values()).size === found.size && segments.length <= ROUTE_SEGMENTS_MAX;
  return isEven ? segments.filter((segment, place) => segment !== segments[place - 1]).join('/') : 'other';
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function record(request: Request, route: string, response: Response, ms: number, reference?: string): void {
  const { method } = request;
  const { status } = response;
  httpRequests.inc({ method, route, status });
  httpRequestDuration.observe({ route }, ms / 1000);
  const requestId = response.headers.get(REQUEST_ID_HEADER) ?? undefined;
  webRuntimeLog()?.info({ method, route, status, ms: Math.round(ms), reference, requestId }, 'request');
}

/** Null only when the environment itself cannot be read, which the server says at its start. */
function webRuntimeLog() {
  try {
    return webRuntime().log;
  } catch {
    return null;
  }
}
