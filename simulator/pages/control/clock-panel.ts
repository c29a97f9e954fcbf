/** The clock: where it stands, where it can be moved to, and how fast it runs. */
import { clockView } from '../../move-clock';
import { type Html, html } from '../html';
import { moveOptions } from './clock-moves';
import { type Bench, button, dayOf, form, lengthOf, live, panel } from './parts';

const GATEWAY_OFFSET_MS = 8 * 3_600_000;
const RATES = [1, 60, 3600];

const SECOND_MS = 1000;

function distance(aheadMs: number, rate: number): string {
  const seconds = Math.round(aheadMs / SECOND_MS);
  const ahead = seconds < 1 ? 'real time' : `${lengthOf(seconds * SECOND_MS)} ahead`;
  return rate === 1 ? ahead : `${ahead}, ×${rate}`;
}

function hands(now: number): Html {
  const iso = new Date(now).toISOString();
  const there = new Date(now + GATEWAY_OFFSET_MS).toISOString();
  return html`<p class="clock"><time datetime="${iso}">${dayOf(now)} ${iso.slice(11, 19)}</time> <small>UTC</small></p>
    <p class="dim">
      ${dayOf(now + GATEWAY_OFFSET_MS)} ${there.slice(11, 19)} in GMT+8, where Alipay counts its days.
    </p>`;
}

export function clockPanel(bench: Bench): Html {
  const { world, now } = bench;
  const { rate, aheadMs, follows, problem } = clockView(world);
  const moves = moveOptions(world, now).map(([value, label]) => button(label, 'move', value));
  const speeds = RATES.map(
    (one) =>
      html`<button type="submit" name="rate" value="${one}" aria-pressed="${one === rate ? 'true' : 'false'}">
        ×${one}
      </button>`,
  );
  const followed = follows
    ? 'Mandate’s clock moves by the same step. Both only go forward.'
    : 'No application follows this clock. It only goes forward.';
  return panel(
    { id: 'clock', title: 'Clock', note: distance(aheadMs, rate) },
    html`<div class="in">
      ${live('hands', hands(now))} ${form('clock', bench, html`${moves}`)}
      ${form('clock', bench, html`<span class="dim">Speed</span> ${speeds}`)}
      ${live(
        'followed',
        html`${problem === null ? null : html`<p class="wrong">${problem}</p>`}
          <p class="dim">${followed}</p>`,
      )}
    </div>`,
  );
}
