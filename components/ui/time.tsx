'use client';
/**
 * A moment in the reader's zone. The full moment with its zone is in the title and, as UTC, in the attribute.
 */
import { momentText, zoneCity, zoneName, type MomentForm } from './moment-text';
import { useZone } from './zone';

interface TimeProps {
  readonly at: string;
  readonly form?: MomentForm;
  /** Names the city behind the time, where no head or caption does. */
  readonly named?: boolean;
}

export function Time({ at, form = 'minute', named = false }: TimeProps) {
  const zone = useZone();
  return (
    <>
      <time dateTime={at} title={`${momentText(at, zone, 'full')}, ${zoneName(zone, at)}`}>
        {momentText(at, zone, form)}
      </time>
      {named && <span className="faint"> {zoneCity(zone)}</span>}
    </>
  );
}

/** The day, where the reader's day has changed since the moment before. */
export function NewDay({ at, before }: { readonly at: string; readonly before: string }) {
  const zone = useZone();
  const day = momentText(at, zone, 'date');
  return day === momentText(before, zone, 'date') ? null : <span className="tl__day">{day}</span>;
}

/** The zone of all times nearby, as "Manila, GMT+8"; `at` decides the offset. */
export function ZoneName({ at }: { readonly at: string }) {
  const zone = useZone();
  return <span className="zone">{zoneName(zone, at)}</span>;
}
