'use client';
/**
 * The zone times are shown in: the browser's own. The server learns it from a cookie, so from the second page on it
 * writes the same text; until then it writes UTC, and the browser corrects it after hydration without a mismatch.
 */
import { createContext, use, useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { useRouter } from 'next/navigation';
import { ZONE_COOKIE } from './zone-cookie';

const ZONE_COOKIE_LIFE_S = 365 * 24 * 60 * 60;

const ServerZone = createContext('UTC');

export function ZoneProvider({ zone, children }: { readonly zone: string; readonly children: ReactNode }) {
  useEffect(() => {
    const own = browserZone();
    if (own === zone) return;
    document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(own)}; path=/; max-age=${ZONE_COOKIE_LIFE_S}; samesite=lax`;
  }, [zone]);
  return <ServerZone value={zone}>{children}</ServerZone>;
}

export function useZone(): string {
  const serverZone = use(ServerZone);
  return useSyncExternalStore(neverChanges, browserZone, () => serverZone);
}

/** For pages whose figures, not only their times, depend on the zone: asks the server once more when it did not know it. */
export function RefreshForZone() {
  const serverZone = use(ServerZone);
  const zone = useZone();
  const router = useRouter();
  useEffect(() => {
    if (zone !== serverZone) router.refresh();
  }, [zone, serverZone, router]);
  return null;
}

const neverChanges = () => () => undefined;

function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
