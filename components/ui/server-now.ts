'use client';
/**
 * What time it is for the server, going on in the browser. The browser's own clock may be wrong, and the demo's may be
 * elsewhere: only how much time has passed is taken from here.
 */
import { useEffect, useState } from 'react';

const TICK_MS = 1_000;

/** @param told the server's time when it was asked, and how many of its seconds pass in a real one */
export function useServerNow({ now, rate }: { readonly now: string; readonly rate: number }): string {
  const [ms, setMs] = useState(() => Date.parse(now));
  useEffect(() => {
    const heardAt = performance.now();
    const tick = () => setMs(Date.parse(now) + (performance.now() - heardAt) * rate);
    tick();
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, [now, rate]);
  return new Date(ms).toISOString();
}
