/**
 * Leads a request below /api/v1 to its call's door, by the table of calls. What no call answers to is a problem like any
 * other, and says which methods an address takes.
 */
import type { ApiCall } from '@/lib/api/call';
import { apiCalls, type ApiCallName } from '@/lib/api/calls';
import { Refusal } from '@/lib/kit/errors';
import { refusalJson } from './answers';
import { apiDoor, type ApiHandlers } from './api-door';
import { door, type Door, type Segment } from './doorframe';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id';

interface Route {
  readonly call: ApiCall;
  readonly segments: readonly string[];
  readonly door: Door;
}

/** Answers every method: Next.js gives its own bare 405 for those that a route does not export. */
export function apiRouter(handlers: ApiHandlers): Door {
  const routes = (Object.keys(apiCalls) as ApiCallName[]).map((name): Route => {
    const call: ApiCall = apiCalls[name];
    return { call, segments: call.path.split('/').slice(1), door: doorOf(name, handlers) };
  });
  return async (request, segment) => {
    const path = pathOf(await segment?.params);
    const here = routes.filter((route) => matches(route.segments, path));
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const route = here.find(({ call }) => call.method === method);
    if (!route) return nothingHere(here)(request, segment);
    const place = route.segments.indexOf('{id}');
    return route.door(request, { params: Promise.resolve(place < 0 ? {} : { id: path[place] }) });
  };
}

function doorOf<Name extends ApiCallName>(name: Name, handlers: ApiHandlers): Door {
  return apiDoor(name, handlers[name]);
}

function pathOf(params: Awaited<NonNullable<Segment['params']>> | undefined): readonly string[] {
  const path = params?.path ?? [];
  return typeof path === 'string' ? [path] : path;
}

function matches(segments: readonly string[], path: readonly string[]): boolean {
  return (
    segments.length === path.length && segments.every((segment, place) => segment === '{id}' || segment === path[place])
  );
}

/** No key is asked for: what addresses there are is no secret. */
function nothingHere(here: readonly Route[]): Door {
  return door({ audience: 'machine', name: 'nobody' }, async ({ request }) => {
    const response = refusalJson(new Refusal(here.length === 0 ? 'not_found' : 'method_not_allowed'));
    if (here.length > 0) response.headers.set('allow', here.map(({ call }) => call.method).join(', '));
    response.headers.set(REQUEST_ID_HEADER, requestIdOf(request));
    return response;
  });
}
