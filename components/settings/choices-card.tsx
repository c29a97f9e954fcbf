/**
 * What becomes of debits that waited, hang or failed: as facts for those who read, as a form for the owner.
 */
import { Card } from '@/components/ui/card';
import { Facts } from '@/components/ui/facts';
import type { SettingsView } from '@/lib/settings/views';
import { messages } from '@/messages';
import { ChoicesForm } from './choices-form';

const words = messages.settings.choices;

export function ChoicesCard({ settings }: { readonly settings: SettingsView }) {
  return (
    <Card title={words.title}>
      {settings.acts.change ? <ChoicesForm settings={settings} /> : <Facts facts={factsOf(settings)} />}
    </Card>
  );
}

function factsOf({ staleAfterMinutes, retryAfterHours, cancelAfterSeconds, returnsSurplus }: SettingsView) {
  return [
    [words.stale, words.minutesText(staleAfterMinutes)],
    [words.retry, retryAfterHours.length === 0 ? words.never : words.hoursText(retryAfterHours)],
    [words.cancelAfter, cancelAfterSeconds === null ? words.never : words.secondsText(cancelAfterSeconds)],
    [words.surplus, returnsSurplus ? words.yes : words.no],
  ] as const;
}
