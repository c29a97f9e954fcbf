/**
 * What the control page's forms do: read what was typed and call the verb that the control API calls. A verb that says
 * no says it in a sentence; undefined means that there is no such form.
 */
import { clearFaults, expire, releaseHeld, resetWorld, setSettings, unlink } from '../../control';
import { moveClock } from '../../move-clock';
import { forgeNotification, resendNotification } from '../../notification-controls';
import { type Refused, refusal } from '../../refused';
import { type World } from '../../world';
import { addFromForm, changeFromForm } from './account-forms';
import { moveNamed } from './clock-moves';
import { turn } from './dial-form';
import { settingsFrom } from './switches-panel';

/** The last one that was written, of whatever kind. */
function sendLast(world: World, form: URLSearchParams): Refused | object {
  const last = [...world.ledger.notifications.keys()].at(-1);
  if (last === undefined) return refusal('There is no notification yet.', 404);
  return resendNotification(world, last, Number(form.get('times') ?? 1));
}

async function forgeLast(world: World): Promise<Refused | object> {
  const last = [...world.ledger.notifications.values()].at(-1);
  if (last === undefined) return refusal('There is no notification yet to make one from.', 404);
  return forgeNotification(world, { kind: last.kind, how: 'forged' });
}

function endOrExpire(world: World, sha256: string, how: string | null): Refused | object {
  if (how === 'expire') return expire(world, sha256, {});
  return unlink(world, sha256, { notify: how === 'notify' });
}

function move(world: World, form: URLSearchParams): Promise<Refused | object> | Refused {
  const rate = form.get('rate');
  if (rate !== null) return moveClock(world, { rate: Number(rate) });
  const asked = moveNamed(world, form.get('move') ?? '');
  return asked ? moveClock(world, asked) : refusal('There is nothing any more to move the clock to.', 404);
}

type Verb = (world: World, form: URLSearchParams, ids: string[]) => unknown;

const FORMS: Record<string, Verb> = {
  settings(world, form) {
    const changes = settingsFrom(form);
    return typeof changes === 'string' ? refusal(changes) : setSettings(world, changes);
  },
  clock: move,
  account: changeFromForm,
  accounts: addFromForm,
  'keys/merchant': (world, form) => world.keys.bindMerchantKey(form.get('version') ?? '', form.get('publicKey')),
  'keys/merchant/*/withdraw': (world, _, [version = '']) => world.keys.withdrawMerchantKey(version),
  'keys/gateway': (world, form) => world.keys.newGatewayKey(form.get('version')),
  'keys/gateway/*/active': (world, _, [version = '']) => world.keys.activateGatewayKey(version),
  'links/*': (world, form, [sha256 = '']) => endOrExpire(world, sha256, form.get('how')),
  dial: turn,
  'notifications/last': sendLast,
  'notifications/forge': forgeLast,
  'notifications/*/resend': (world, form, [id = '']) => resendNotification(world, id, Number(form.get('times') ?? 1)),
  'faults/clear': (world) => clearFaults(world),
  'faults/release': (world) => ({ released: releaseHeld(world) }),
  'faults/*/remove': (world, _, [id = '']) => clearFaults(world, id),
  reset(world, form) {
    resetWorld(world, { keys: form.get('keys') === '1' });
    return { reset: true };
  },
};

const COMPILED = Object.entries(FORMS).map(([pattern, verb]) => ({
  path: new RegExp(`^/page/${pattern.replaceAll('*', '([^/]+)')}$`),
  verb,
}));

export async function submit(world: World, path: string, form: URLSearchParams): Promise<unknown> {
  for (const { path: pattern, verb } of COMPILED) {
    const [whole, ...ids] = pattern.exec(path) ?? [];
    if (whole !== undefined) return verb(world, form, ids.map(decodeURIComponent));
  }
  return undefined;
}
