/**
 * The result of an examination: the verdict first, then what differs, the string that is signed, and which key verifies.
 */
import clsx from 'clsx';
import { useEffect, useRef, type ReactNode } from 'react';
import { Notice } from '@/components/ui/notice';
import type { Examination } from '@/lib/evidence/examination-view';
import { signatureLab as words } from '@/messages/en/signature-lab';
import { DifferenceList } from './difference-list';
import { verdictWords } from './examination-words';
import { HeldKeys } from './held-keys';
import { SignedText } from './signed-text';

interface ExaminedProps {
  readonly examination: Examination;
  /** Beneath the keys, as the facts of a kept message. */
  readonly children?: ReactNode;
  /** Beside a form it has one column. A new result is a new component, so that it is gone to. */
  readonly beside?: 'form';
}

export function Examined({ examination, children, beside }: ExaminedProps) {
  const top = useRef<HTMLElement>(null);
  // Who asked by a form is taken to the answer, which may be far below it.
  useEffect(() => {
    if (beside === 'form') top.current?.focus();
  }, [beside]);
  const isAlone = beside === undefined;
  const { tone, title, text } = verdictWords(examination);
  const shape = tone === 'ok' ? 'check' : undefined;
  return (
    <section className="grid gap-5 examined" ref={top} tabIndex={-1} aria-label={words.resultLabel}>
      <Notice tone={tone} shape={shape} title={title}>
        <p>{text}</p>
      </Notice>
      <div className={isAlone ? 'grid12' : 'grid gap-5'}>
        <div className={clsx('grid gap-5', isAlone && 'g8')}>
          <DifferenceList examination={examination} />
          <SignedText examination={examination} />
        </div>
        <div className={clsx('grid gap-5', isAlone && 'g4')}>
          <HeldKeys keys={examination.keys} />
          {children}
        </div>
      </div>
    </section>
  );
}
