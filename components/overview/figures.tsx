/**
 * The day's figures in one ruled strip. A percentage always shows its count.
 */
import type { DayOverview } from '@/lib/overview/views';
import { messages } from '@/messages';
import { numberText } from './number-text';

const words = messages.staff.overview;

export function Figures({ day }: { readonly day: DayOverview }) {
  const { paid, final } = day.successRate;
  return (
    <dl className="kpis">
      <div className="kpi">
        <dt>{words.paidOfFinal}</dt>
        {final === 0 ? (
          <dd className="fig">–</dd>
        ) : (
          <dd className="fig">
            {shareText(paid, final)}
            <small> %</small>
          </dd>
        )}
        <dd className="note">{final === 0 ? words.noneYet : words.ofFinal(numberText(paid), numberText(final))}</dd>
      </div>
      <div className="kpi">
        <dt>{words.placed}</dt>
        <dd className="fig">{numberText(day.placed)}</dd>
        <dd className="note">{words.placedNote(numberText(day.paid), numberText(day.failed))}</dd>
      </div>
      <div className="kpi">
        <dt>{words.confirming}</dt>
        <dd className="fig">{numberText(day.confirming)}</dd>
        <dd className="note">{day.stuck === 0 ? words.confirmingCalm : words.confirmingNote(numberText(day.stuck))}</dd>
      </div>
      <div className="kpi">
        <dt>{words.wallets}</dt>
        <dd className="fig">{numberText(day.walletsLinked)}</dd>
        <dd className="note">{words.walletsNote(numberText(day.walletsLost))}</dd>
      </div>
    </dl>
  );
}

/** One decimal, and never 100 while one is missing. */
function shareText(part: number, whole: number): string {
  const tenths = Math.floor((part * 1000) / whole);
  return (tenths / 10).toFixed(1);
}
