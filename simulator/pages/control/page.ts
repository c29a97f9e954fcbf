/**
 * The control page's addresses and its forms: plain posts answered by 303, working without script. Every form calls
 * the same verb as the control API (forms.ts). It refuses to know what the page looks like.
 */
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { isRefused } from '../../control';
import { strangeness } from '../../guard';
import { readForm, redirect, sendPage, sendText } from '../../http';
import { type World } from '../../world';
import { submit } from './forms';
import { type Bench } from './parts';
import { callPage, notificationPage } from './detail-views';
import { controlPage, frame } from './views';

/** Where a form came from, without what an earlier form had to complain about; never another site. */
function wayBack(form: URLSearchParams): URL {
  const here = form.get('here') ?? '/';
  const url = new URL(here.startsWith('/') && !here.startsWith('//') ? here : '/', 'http://simulator.invalid');
  url.searchParams.delete('problem');
  return url;
}

async function takeForm(world: World, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const given = await readForm(request);
  const result = await submit(world, url.pathname, given);
  if (result === undefined) return sendText(response, 404, 'text/plain', 'There is no such form.');
  await world.ledger.durable();
  const back = wayBack(given);
  if (isRefused(result)) back.searchParams.set('problem', result.refused);
  redirect(response, `${back.pathname}${back.search}${isRefused(result) ? '' : back.hash}`);
}

export async function serveControlPage(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const strange = strangeness(request);
  if (strange) return sendText(response, 403, 'text/plain', strange);
  if (request.method === 'POST') return takeForm(world, request, response, url);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return sendText(response, 405, 'text/plain', 'This address takes forms only.');
  }
  const markup = pageAt(
    { world, now: world.clock.now(), here: `${url.pathname}${url.search}`, query: url.searchParams },
    request,
  );
  if (markup === undefined) return sendText(response, 404, 'text/plain', 'There is nothing at this address.');
  sendPage(response, markup);
}

/** Undefined: nothing is there. */
function pageAt(bench: Bench, request: IncomingMessage): string | undefined {
  const port = request.socket.localPort ?? 0;
  const [, noun = '', id = ''] = new URL(bench.here, 'http://simulator.invalid').pathname.split('/');
  if (noun === '') return controlPage(bench, port);
  const { calls, ledger } = bench.world;
  const call = noun === 'calls' ? calls.get(id) : undefined;
  if (call) return frame({ title: `${call.api}, simulator`, port, lively: false, content: callPage(bench, call) });
  const notification = noun === 'notifications' ? ledger.notifications.get(id) : undefined;
  if (!notification) return undefined;
  const content = notificationPage(bench, notification);
  return frame({ title: 'Notification, simulator', port, lively: false, content });
}
