/**
 * The merchant's own colour: shown to those who read, set by the owner, with a sample for either theme.
 */
import { Card } from '@/components/ui/card';
import { Facts } from '@/components/ui/facts';
import { accentThemes, GROUNDS, type AccentTheme } from '@/lib/kit/accent';
import type { SettingsView } from '@/lib/settings/views';
import { messages } from '@/messages';
import { LookForm } from './look-form';

const words = messages.settings.look;

export function LookCard({ settings }: { readonly settings: SettingsView }) {
  const { accent, acts } = settings;
  return (
    <Card title={words.title} scope={words.scope}>
      <div className="stack">
        <p className="quiet">{words.text}</p>
        {acts.change ? <LookForm accent={accent} /> : <Facts facts={[[words.accent, accent ?? words.none]]} />}
        {accent !== null && <Samples accent={accent} />}
      </div>
    </Card>
  );
}

function Samples({ accent }: { readonly accent: string }) {
  const { light, dark } = accentThemes(accent);
  return (
    <section aria-label={words.samples} className="cluster">
      <Sample theme={light} ground={GROUNDS.light[1]} name={words.light} />
      <Sample theme={dark} ground={GROUNDS.dark[1]} name={words.dark} />
    </section>
  );
}

interface SampleProps {
  readonly theme: AccentTheme;
  readonly ground: string;
  readonly name: string;
}

/** A drawing, because the content policy allows no inline style. */
function Sample({ theme, ground, name }: SampleProps) {
  const { accent, edge, on } = theme;
  return (
    <svg width="176" height="72" viewBox="0 0 176 72" role="img" aria-label={words.sampleLabel(name, accent)}>
      <rect x="0.5" y="0.5" width="175" height="71" rx="10" fill={ground} stroke="currentColor" strokeOpacity="0.2" />
      <rect x="24.5" y="16.5" width="127" height="39" rx="6" fill={accent} stroke={edge} />
      <text x="88" y="41" textAnchor="middle" fontSize="14" fontWeight="600" fill={on}>
        {words.sample}
      </text>
    </svg>
  );
}
