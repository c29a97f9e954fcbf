'use client';
/**
 * Alipay refuses our configuration: what it said, what rests, what to do, and how it is tried again. It watches by itself,
 * and goes when it is over.
 */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { Button } from '@/components/ui/button';
import { LiveRegion } from '@/components/ui/live-region';
import { ProblemCard } from '@/components/ui/problem-card';
import { Time } from '@/components/ui/time';
import type { Problem } from '@/components/read-json';
import type { ConfigurationStopView } from '@/lib/configuration/views';
import { messages } from '@/messages';
import { configurationStopQuery, tryNow, type StopTold } from './configuration-query';
import { numberText } from './number-text';

const words = messages.configuration;

interface ConfigurationStopProps {
  readonly stop: ConfigurationStopView;
  /** Whether the reader's role may try. */
  readonly mayTry: boolean;
}

export function ConfigurationStop({ stop: seed, mayTry }: ConfigurationStopProps) {
  const router = useRouter();
  // What it was asked after: the number of probes that had been made.
  const act = useMutation<StopTold, Problem, number>({ mutationFn: () => tryNow() });
  const { data } = useQuery(configurationStopQuery(seed, act.isSuccess));
  const { stop } = data;
  const isOver = stop === null;

  // The rest of the page, its figures and the word in the frame, comes from the server.
  useEffect(() => {
    if (isOver) router.refresh();
  }, [isOver, router]);

  const { variables: probesBefore, reset } = act;
  const isTried = act.isSuccess && stop !== null && stop.probes > (probesBefore ?? 0);
  useEffect(() => {
    if (isTried) reset();
  }, [isTried, reset]);

  if (stop === null) return <LiveRegion>{words.resumed}</LiveRegion>;
  const { title, remedy } = words.refusal(stop.code, stop.keyVersion);
  const isBusy = act.isPending || act.isSuccess;
  return (
    <ProblemCard
      tone="bad"
      title={title}
      text={`${words.stops} ${remedy}`}
      since={<StopSince stop={stop} problem={act.error} />}
      act={mayTry && <TryNow isBusy={isBusy} press={() => act.mutate(stop.probes)} />}
    />
  );
}

interface StopSinceProps {
  readonly stop: ConfigurationStopView;
  /** Why "Try now" was not taken. */
  readonly problem: Problem | null;
}

function StopSince({ stop, problem }: StopSinceProps) {
  const { waiting, since, code, api, probes, lastProbedAt, lastProbe } = stop;
  return (
    <>
      {problem !== null && <strong role="alert">{problem.detail} </strong>}
      {waiting > 0 && `${words.waiting(numberText(waiting))} `}
      {words.since} <Time at={since} named />: <span className="id">{code}</span>, {words.saidTo}{' '}
      <span className="id">{api}</span>.{' '}
      {lastProbedAt !== null && (
        <>
          {words.tried(numberText(probes))} {words.last} <Time at={lastProbedAt} form="second" />
          {lastProbe !== null && (
            <>
              {' '}
              (<span className="id">{lastProbe}</span>)
            </>
          )}
          .{' '}
        </>
      )}
      {words.closes}
    </>
  );
}

/** Without script a plain form to the same door. */
function TryNow({ isBusy, press }: { readonly isBusy: boolean; readonly press: () => void }) {
  return (
    <form
      method="post"
      action="/api/admin/configuration/probe"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) press();
      }}
    >
      <Button type="submit" busy={isBusy}>
        {isBusy ? words.asking : words.tryNow}
      </Button>
    </form>
  );
}
