/**
 * Which road brought the results: the answer, a notification, our inquiry. The bar is a picture of the figures below it.
 */
import { Card } from '@/components/ui/card';
import type { DayOverview } from '@/lib/overview/views';
import { messages } from '@/messages';
import { numberText } from './number-text';

const words = messages.staff.overview;
const roads = ['response', 'notification', 'inquiry'] as const;
/** Of the bar, in its own units. */
const GAP = 0.3;

export function Roads({ resolvedBy }: { readonly resolvedBy: DayOverview['resolvedBy'] }) {
  const total = roads.reduce((sum, road) => sum + resolvedBy[road], 0);
  if (total === 0) {
    return (
      <Card title={words.roads}>
        <p className="quiet">{words.roadsNone}</p>
      </Card>
    );
  }
  const parts = roads.map((road, index) => {
    const before = roads.slice(0, index).reduce((sum, earlier) => sum + resolvedBy[earlier], 0);
    return { road, share: (resolvedBy[road] * 100) / total, x: (before * 100) / total };
  });
  return (
    <Card title={words.roads} scope={words.roadsScope(numberText(total))}>
      <svg className="bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {parts
          .filter(({ share }) => share > 0)
          .map(({ road, share, x }) => (
            <rect key={road} className={road} x={x} width={Math.max(GAP, share - GAP)} height="12" />
          ))}
      </svg>
      <dl className="roads">
        {parts.map(({ road, share }) => (
          <div key={road}>
            <dt>{words.road[road].name}</dt>
            <dd className="fig">
              {numberText(resolvedBy[road])} <span className="faint t12">{share.toFixed(1)} %</span>
            </dd>
            <dd className="note">{words.road[road].text}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
