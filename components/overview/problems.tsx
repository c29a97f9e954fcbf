/**
 * What does not work, worst first, at most three.
 */
import { ProblemCard } from '@/components/ui/problem-card';
import { Time } from '@/components/ui/time';
import type { DayOverview } from '@/lib/overview/views';
import { messages } from '@/messages';
import { numberText } from './number-text';

/** More than this at once is one problem with many faces. */
const SHOWN = 3;

type Kind = DayOverview['problems'][number]['kind'];

const severity: Record<Kind, number> = {
  no_worker: 0,
  gateway_circuit_open: 1,
  work_without_job: 2,
  notifications_waiting: 3,
  debits_paused: 4,
};

const tones: Record<Kind, 'bad' | 'warn'> = {
  no_worker: 'bad',
  gateway_circuit_open: 'bad',
  work_without_job: 'warn',
  notifications_waiting: 'warn',
  debits_paused: 'warn',
};

export function Problems({ problems }: { readonly problems: DayOverview['problems'] }) {
  if (problems.length === 0) return null;
  const worst = problems.toSorted((left, right) => severity[left.kind] - severity[right.kind]).slice(0, SHOWN);
  return (
    <section className="grid gap-2" aria-label={messages.staff.overview.problems}>
      {worst.map(({ id, kind, since, count }) => {
        const words = messages.staff.problems[kind];
        if (!words) return null;
        return (
          <ProblemCard
            key={id}
            tone={tones[kind]}
            title={words.title}
            text={words.text}
            since={
              <>
                {count !== null && `${messages.staff.problemCount(numberText(count))} `}
                {since !== null && (
                  <>
                    {messages.staff.overview.since} <Time at={since} named />.{' '}
                  </>
                )}
                {words.closes}
              </>
            }
          />
        );
      })}
    </section>
  );
}
