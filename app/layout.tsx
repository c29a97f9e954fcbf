/**
 * The document every page stands in: fonts that ship with the app, the ribbon while no real money moves, what the
 * browser's part needs. It asks for the request, so that no page is made ahead of it and every script carries its nonce.
 */
import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { DemoTime } from '@/components/demo/demo-time';
import { Providers } from '@/components/providers';
import { isZone } from '@/components/ui/moment-text';
import { Ribbon } from '@/components/ui/ribbon';
import { SkipLink } from '@/components/ui/skip-link';
import { ZONE_COOKIE } from '@/components/ui/zone-cookie';
import { viewClock } from '@/lib/demo/views';
import { webRuntime } from '@/lib/web/runtime';
import './globals.css';

export async function generateMetadata(): Promise<Metadata> {
  await cookies();
  const { merchantName } = webRuntime().settings;
  return {
    title: { template: `%s · ${merchantName}`, default: merchantName },
    robots: { index: false },
    formatDetection: { telephone: false },
  };
}

export const viewport: Viewport = { colorScheme: 'light dark' };

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const zone = (await cookies()).get(ZONE_COOKIE)?.value ?? '';
  const { settings, env, clock } = webRuntime();
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        <SkipLink />
        <Providers zone={isZone(zone) ? zone : 'UTC'}>
          <Ribbon mode={settings.mode}>{env.demoClockSecret && <DemoTime seed={viewClock(clock)} />}</Ribbon>
          {children}
        </Providers>
      </body>
    </html>
  );
}
