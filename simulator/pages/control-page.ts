/**
 * The control page's address and its forms: plain posts answered by 303, working without script. Every form calls
 * the same verb as the control API. It refuses to know what the page looks like.
 */
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { addFault, clearFaults, isRefused, releaseHeld, resetWorld, setBalance, setSettings } from '../control';
import { FAULT_KINDS, isOfNotifications } from '../faults/kinds';
import { strangeness } from '../guard';
import { readForm, redirect, sendPage, sendText } from '../http';
import { DEFAULT_SETTINGS } from '../settings';
import { type World } from '../world';
import { controlPage } from './control-views';

function settingsFrom(form: URLSearchParams): Record<string, unknown> {
  const numeric = new Set(
    Object.entries(DEFAULT_SETTINGS).flatMap(([name, value]) => (typeof value === 'number' ? [name] : [])),
  );
  return Object.fromEntries([...form].map(([name, text]) => [name, numeric.has(name) ? Number(text) : text]));
}

function faultFrom(form: URLSearchParams): Record<string, unknown> {
  const given = (name: string) => form.get(name)?.trim() || undefined;
  const whole = (name: string) => (given(name) === undefined ? undefined : Number(given(name)));
  const kind = FAULT_KINDS.find((known) => known === given('do'));
  return {
    match: kind && isOfNotifications(kind) ? { notification: 'any' } : { api: given('api') ?? 'pay' },
    do: given('do'),
    ms: whole('ms'),
    code: given('code'),
    times: whole('times'),
  };
}

/** Undefined: there is no such form. */
function submit(world: World, path: string, form: URLSearchParams): unknown {
  const [, , noun, id = '', verb] = path.split('/');
  if (noun === 'settings') return setSettings(world, settingsFrom(form));
  if (noun === 'balance') return setBalance(world, form.get('account') ?? '', form.get('balance'));
  if (noun === 'notifications' && verb === 'resend') return world.notifier.resend(id);
  if (noun === 'faults' && id === 'release') return releaseHeld(world);
  if (noun === 'faults' && id === 'clear') return clearFaults(world);
  if (noun === 'faults') return addFault(world, faultFrom(form));
  if (noun === 'reset') {
    resetWorld(world);
    return true;
  }
  return undefined;
}

export async function serveControlPage(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const strange = strangeness(request);
  if (strange) return sendText(response, 403, 'text/plain', strange);
  if (url.pathname === '/' && request.method === 'GET') {
    return sendPage(response, controlPage(world, request.socket.localPort ?? 0, url.searchParams.get('problem')));
  }
  if (request.method !== 'POST') return sendText(response, 405, 'text/plain', 'This address takes forms only.');
  const result = submit(world, url.pathname, await readForm(request));
  if (result === undefined) return sendText(response, 404, 'text/plain', 'There is no such form.');
  await world.ledger.durable();
  redirect(response, isRefused(result) ? `/?problem=${encodeURIComponent(result.refused)}` : '/');
}
