/** The merchant's choices. Everybody of the staff reads them; the owner changes them. */
import { ChoicesCard } from '@/components/settings/choices-card';
import { LimitsCard } from '@/components/settings/limits-card';
import { LookCard } from '@/components/settings/look-card';
import { SwitchCard } from '@/components/settings/switch-card';
import { readSettings } from '@/lib/settings/views';
import { requireStaffPage } from '@/lib/web/page-context';
import { messages } from '@/messages';

const words = messages.settings;

export const metadata = { title: words.title };

export default async function SettingsPage() {
  const ctx = await requireStaffPage('settings.read', '/admin/settings');
  const settings = await readSettings(ctx);
  return (
    <main className="page" id="main">
      <div className="page__head">
        <h1>{words.title}</h1>
        {!settings.acts.change && <p className="quiet t13">{words.readerOnly}</p>}
      </div>
      <SwitchCard settings={settings} />
      <LimitsCard settings={settings} />
      <ChoicesCard settings={settings} />
      <LookCard settings={settings} />
    </main>
  );
}
