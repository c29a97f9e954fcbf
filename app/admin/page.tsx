/** The day at a glance. */
import { cookies } from 'next/headers';
import { Attention } from '@/components/overview/attention';
import { Collected } from '@/components/overview/collected';
import { Figures } from '@/components/overview/figures';
import { Problems } from '@/components/overview/problems';
import { Reasons } from '@/components/overview/reasons';
import { Roads } from '@/components/overview/roads';
import { DebitsSwitch } from '@/components/settings/debits-switch';
import { isZone } from '@/components/ui/moment-text';
import { Time } from '@/components/ui/time';
import { RefreshForZone } from '@/components/ui/zone';
import { ZONE_COOKIE } from '@/components/ui/zone-cookie';
import { isAllowed } from '@/lib/auth/roles';
import { readDayOverview } from '@/lib/overview/views';
import { readSettings } from '@/lib/settings/views';
import { requireStaffPage } from '@/lib/web/page-context';
import { messages } from '@/messages';

const words = messages.staff.overview;

export const metadata = { title: words.title };

export default async function OverviewPage() {
  const ctx = await requireStaffPage('overview.read');
  const zone = (await cookies()).get(ZONE_COOKIE)?.value ?? '';
  const day = await readDayOverview(ctx, { zone: isZone(zone) ? zone : 'UTC' });
  const debits = await readSettings(ctx);
  return (
    <main className="page" id="main">
      <RefreshForZone />
      <div className="page__head">
        <h1>{words.title}</h1>
        <div className="cluster">
          <p className="faint t13">
            {words.until} <Time at={ctx.now().toISOString()} named />
          </p>
          {debits.acts.pause && !debits.pause.paused && <DebitsSwitch paused={false} />}
        </div>
      </div>
      <Problems day={day} mayTry={isAllowed(ctx.actor, 'configuration.probe')} debits={debits} />
      <Figures day={day} />
      <div className="grid12">
        <div className="g8 grid gap-5">
          <Roads resolvedBy={day.resolvedBy} />
          <Reasons reasons={day.reasons} />
        </div>
        <div className="g4 grid gap-5">
          <Collected collected={day.collected} />
          <Attention day={day} />
        </div>
      </div>
    </main>
  );
}
