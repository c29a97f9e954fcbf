'use client';
/**
 * Examines a kept message as soon as its page is opened: whoever came here asked for it by the link. Each look is an act that is
 * written down, so it is asked for once.
 */
import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { LiveRegion } from '@/components/ui/live-region';
import { Notice } from '@/components/ui/notice';
import type { KeptInput } from '@/lib/evidence/input';
import { signatureLab as words } from '@/messages/en/signature-lab';
import { verdictWords } from './examination-words';
import { Examined } from './examined';
import { useExamine, type LabProblem } from './lab-query';

interface KeptExaminationProps extends Pick<KeptInput, 'id' | 'direction'> {
  /** The facts of the message. */
  readonly children: ReactNode;
}

export function KeptExamination({ id, direction, children }: KeptExaminationProps) {
  const { mutate, data, error } = useExamine();
  // A development build runs effects twice.
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    mutate({ from: 'kept', id, direction });
  }, [mutate, id, direction]);

  return (
    <>
      <LiveRegion>{error ? '' : data ? verdictWords(data).title : words.examining}</LiveRegion>
      {data && <Examined examination={data}>{children}</Examined>}
      {error && <Problem problem={error} onAgain={() => mutate({ from: 'kept', id, direction })} />}
      {!data && !error && <Bones />}
    </>
  );
}

function Problem({ problem, onAgain }: { readonly problem: LabProblem; readonly onAgain: () => void }) {
  return (
    <>
      <Notice tone="bad" title={problem.title} alert>
        <p>{Object.values(problem.fields)[0] ?? problem.detail}</p>
      </Notice>
      <div className="cluster">
        <Button onClick={onAgain}>{words.again}</Button>
      </div>
    </>
  );
}

function Bones() {
  return (
    <div className="card" aria-hidden="true">
      <div className="card__body bones">
        <span className="bone" />
        <span className="bone" />
        <span className="bone" />
      </div>
    </div>
  );
}
