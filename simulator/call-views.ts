/** What the controls tell of a call. Pure; it refuses to let a token, a code or a signature through. */
import { type Call } from './calls';
import { maskMessage } from './mask';

/** A line of the list: without what travelled. */
export function callView({ request: _request, response: _response, at, ...line }: Call) {
  return { ...line, at: new Date(at).toISOString() };
}

export function callDetail(call: Call) {
  return { ...callView(call), request: maskMessage(call.request), response: maskMessage(call.response) };
}
