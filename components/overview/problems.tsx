/**
 * What does not work, worst first, at most three.
 */
import { DebitsSwitch } from '@/components/settings/debits-switch';
import { PausedBy } from '@/components/settings/switch-card';
import { LinkButton } from '@/components/ui/link-button';
import { ProblemCard } from '@/components/ui/problem-card';
import { Time } from '@/components/ui/time';
import type { DayOverview } from '@/lib/overview/views';
import type { SettingsView } from '@/lib/settings/views';
import { messages } from '@/messages';
import { ConfigurationStop } from './configuration-stop';
import { numberText } from './number-text';

/** More than this at once is one problem with many faces. */
const SHOWN = 3;

type Problem = DayOverview['problems'][number];
type Kind = Problem['kind'];

const severity: Record<Kind, number> = {
  no_worker: 0,
  configuration_wrong: 1,
  gateway_circuit_open: 2,
  key_file_refused: 3,
  work_without_job: 4,
  notification_key_unknown: 5,
  signatures_invalid: 6,
  notifications_waiting: 7,
  debits_paused: 8,
  webhook_endpoint_paused: 9,
};

const tones: Record<Kind, 'bad' | 'warn'> = {
  no_worker: 'bad',
  configuration_wrong: 'bad',
  gateway_circuit_open: 'bad',
  key_file_refused: 'bad',
  work_without_job: 'warn',
  notification_key_unknown: 'warn',
  signatures_invalid: 'warn',
  notifications_waiting: 'warn',
  debits_paused: 'warn',
  webhook_endpoint_paused: 'warn',
};

interface ProblemsProps {
  readonly day: Pick<DayOverview, 'problems' | 'configurationStop'>;
  /** Whether the reader may ask for a probe. */
  readonly mayTry: boolean;
  /** The switch, which is behind the problem `debits_paused`. */
  readonly debits: Pick<SettingsView, 'pause' | 'acts'>;
}

export function Problems({ day, mayTry, debits }: ProblemsProps) {
  const { problems, configurationStop } = day;
  if (problems.length === 0) return null;
  // Each endpoint is mended by itself, so each has its card.
  const endpoints = problems.filter(({ kind }) => kind === 'webhook_endpoint_paused');
  const worst = problems
    .filter((problem) => !endpoints.includes(problem))
    .toSorted((left, right) => severity[left.kind] - severity[right.kind])
    .slice(0, SHOWN);
  return (
    <section className="grid gap-2" aria-label={messages.staff.overview.problems}>
      {worst.map((problem) =>
        problem.kind === 'configuration_wrong' && configurationStop !== null ? (
          <ConfigurationStop key={problem.id} stop={configurationStop} mayTry={mayTry} />
        ) : problem.kind === 'debits_paused' ? (
          <DebitsPaused key={problem.id} debits={debits} />
        ) : (
          <OneProblem key={problem.id} problem={problem} />
        ),
      )}
      {endpoints.map((problem) => (
        <EndpointPaused key={problem.id} problem={problem} />
      ))}
    </section>
  );
}

function OneProblem({ problem }: { readonly problem: Problem }) {
  const { kind, since, count } = problem;
  const words = messages.staff.problems[kind];
  if (!words) return null;
  const note = noteOf(problem);
  return (
    <ProblemCard
      tone={tones[kind]}
      title={words.title}
      text={note === null ? words.text : `${note} ${words.text}`}
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
}

function EndpointPaused({ problem: { id, kind, since, count, note } }: { readonly problem: Problem }) {
  const words = messages.webhooks.problem;
  return (
    <ProblemCard
      tone={tones[kind]}
      title={words.title}
      text={words.text(note ?? '')}
      since={
        <>
          {count !== null && `${words.waiting(numberText(count))} `}
          {since !== null && (
            <>
              {messages.staff.overview.since} <Time at={since} named />.{' '}
            </>
          )}
          {words.closes}
        </>
      }
      act={
        <div className="problem__act">
          <LinkButton href={`/admin/webhooks/${id}`}>{words.open}</LinkButton>
        </div>
      }
    />
  );
}

function DebitsPaused({ debits: { pause, acts } }: Pick<ProblemsProps, 'debits'>) {
  const words = messages.staff.problems.debits_paused;
  if (!words) return null;
  return (
    <ProblemCard
      tone={tones.debits_paused}
      title={words.title}
      text={words.text}
      since={
        <>
          <PausedBy pause={pause} />
          {!pause.byEnvironment && ` ${words.closes}`}
        </>
      }
      act={acts.pause && !pause.byEnvironment && <DebitsSwitch paused />}
    />
  );
}

function noteOf({ kind, note = null }: Problem): string | null {
  switch (kind) {
    case 'gateway_circuit_open':
      return note === null ? null : messages.configuration.lost(note);
    case 'key_file_refused':
      return note === null ? null : messages.configuration.keyFile(note);
    case 'notification_key_unknown':
      return messages.configuration.keyUnknown(note);
    default:
      return null;
  }
}
