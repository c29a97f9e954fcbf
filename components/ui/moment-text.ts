/**
 * Writes a moment in a zone: "24 Nov, 15:44". Only numbers are taken from Intl and put together here, so that the server
 * and every browser write the same letters. Knows no clock: the moment comes in as ISO text.
 */
import { messages } from '@/messages';

export type MomentForm = 'date' | 'day' | 'minute' | 'long' | 'time' | 'second' | 'millisecond' | 'full';

const { months, utc } = messages.shared;

/** True when this process can reckon in the zone; a cookie may say anything. */
export function isZone(zone: string): boolean {
  if (zone === '') return false;
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

export function momentText(iso: string, zone: string, form: MomentForm): string {
  const at = new Date(iso);
  const part = partsIn(at, zone);
  const date = `${Number(part('day'))} ${months[Number(part('month')) - 1]}`;
  const minute = `${part('hour')}:${part('minute')}`;
  const second = `${minute}:${part('second')}`;
  switch (form) {
    case 'date':
      return date;
    case 'day':
      return `${date} ${part('year')}`;
    case 'time':
      return minute;
    case 'minute':
      return `${date}, ${minute}`;
    case 'long':
      return `${date} ${part('year')}, ${minute}`;
    case 'second':
      return second;
    case 'millisecond':
      return `${second}.${String(at.getUTCMilliseconds()).padStart(3, '0')}`;
    case 'full':
      return `${date} ${part('year')}, ${second}`;
  }
}

/** "Manila" for Asia/Manila, "UTC" for UTC. */
export function zoneCity(zone: string): string {
  if (zone === 'UTC' || zone.startsWith('Etc/')) return utc;
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** "Manila, GMT+8"; the offset is the one at that moment. */
export function zoneName(zone: string, iso: string): string {
  const city = zoneCity(zone);
  if (city === utc) return utc;
  const offset = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'shortOffset' })
    .formatToParts(new Date(iso))
    .find(({ type }) => type === 'timeZoneName')?.value;
  return offset === undefined ? city : `${city}, ${offset}`;
}

function partsIn(at: Date, zone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  return (type) => parts.find((part) => part.type === type)?.value ?? '';
}
