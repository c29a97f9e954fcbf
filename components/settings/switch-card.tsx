/**
 * Whether debits are made now; who stopped them, when and why; and the switch for those who may use it.
 */
import { Card } from '@/components/ui/card';
import { StatusMark } from '@/components/ui/status-mark';
import { Time } from '@/components/ui/time';
import type { SettingsView } from '@/lib/settings/views';
import { messages } from '@/messages';
import { DebitsSwitch } from './debits-switch';

const words = messages.settings.switch;

export function SwitchCard({ settings }: { readonly settings: Pick<SettingsView, 'pause' | 'acts'> }) {
  const { pause, acts } = settings;
  return (
    <Card title={words.title}>
      <div className="split items-center">
        <div className="grid gap-1">
          <p>
            {pause.paused ? (
              <StatusMark tone="warn" shape="pause">
                {words.off}
              </StatusMark>
            ) : (
              <StatusMark tone="ok">{words.on}</StatusMark>
            )}
          </p>
          <p className="quiet">{pause.paused ? words.offText : words.onText}</p>
          {pause.paused && (
            <p className="quiet t13">
              <PausedBy pause={pause} />
            </p>
          )}
        </div>
        {acts.pause && !pause.byEnvironment && <DebitsSwitch paused={pause.paused} />}
      </div>
    </Card>
  );
}

/** Who, since when, and what they said. */
export function PausedBy({ pause }: Pick<SettingsView, 'pause'>) {
  if (pause.byEnvironment) return words.byEnvironment;
  return (
    <>
      {words.pausedBy(pause.by ?? words.command)}
      {pause.since !== null && (
        <>
          , {words.since} <Time at={pause.since} named />
        </>
      )}
      .{pause.reason !== null && ` ${words.why(pause.reason)}`}
    </>
  );
}
