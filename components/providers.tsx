'use client';
/**
 * What every page needs around it in the browser: one query client, and the zone times are shown in.
 */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ZoneProvider } from './ui/zone';

export function Providers({ zone, children }: { readonly zone: string; readonly children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // Without a network a read fails, so that its page can say so; kept back, it would look like one that goes well.
          queries: { retry: false, networkMode: 'always', refetchOnReconnect: true },
          // An act fails as well. Kept back, it would be sent by itself later, when nobody looks.
          mutations: { networkMode: 'always' },
        },
      }),
  );
  return (
    <QueryClientProvider client={client}>
      <ZoneProvider zone={zone}>{children}</ZoneProvider>
    </QueryClientProvider>
  );
}
