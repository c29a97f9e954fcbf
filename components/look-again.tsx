'use client';
/**
 * Lets a list follow what it shows: it is fetched again now and then while something on it is open, and when the reader comes
 * back to it. What is chosen in the address, the place on the page and the focus stay; under a dialog nothing moves.
 */
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { NotUpToDate } from './not-up-to-date';
import { readJson } from './read-json';
import { isTimeToLook, LIST_MS, type ListMoment } from './watch';

/** Answers all of the staff at once. It is asked only whether it does. */
const DOOR = '/api/admin/configuration';

interface LookAgainProps {
  /** Something on the list has no end yet. */
  readonly open: boolean;
  /** From when the list is. */
  readonly at: string;
}

export function LookAgain({ open, at }: LookAgainProps) {
  const router = useRouter();
  const [error, setError] = useState<Error | null>(null);
  const before = useRef<{ readonly at: string; readonly focused: Element | null } | null>(null);

  useEffect(() => {
    let isHere = true;
    let lookedAt = performance.now();
    const isTime = (cause: ListMoment['cause'], sinceMs: number) =>
      isHere && isTimeToLook({ cause, open, sinceMs, isVisible: isVisible(), isAsking: isAsking() });
    const look = async (cause: ListMoment['cause']) => {
      const sinceMs = performance.now() - lookedAt;
      if (!isTime(cause, sinceMs)) return;
      lookedAt = performance.now();
      // Asked first: a refresh that failed would leave the page for the browser's own words.
      const failed = await readJson(DOOR).then(
        () => null,
        (caught: Error) => caught,
      );
      if (isHere) setError(failed);
      if (failed !== null || !isTime(cause, sinceMs)) return;
      before.current = { at, focused: document.activeElement };
      router.refresh();
    };
    const onReturn = () => void look('return');
    const timer = setInterval(() => void look('timer'), LIST_MS);
    window.addEventListener('focus', onReturn);
    document.addEventListener('visibilitychange', onReturn);
    return () => {
      isHere = false;
      clearInterval(timer);
      window.removeEventListener('focus', onReturn);
      document.removeEventListener('visibilitychange', onReturn);
    };
  }, [open, at, router]);

  // A row that had the focus may have left the list; the list itself takes it then.
  useEffect(() => {
    if (before.current === null || before.current.at === at) return;
    const { focused } = before.current;
    before.current = null;
    if (focused?.isConnected === false && document.activeElement === document.body) {
      document.querySelector<HTMLElement>('.tablewrap')?.focus({ preventScroll: true });
    }
  }, [at]);

  return <NotUpToDate reads={{ error, dataUpdatedAt: Date.parse(at) }} />;
}

function isVisible(): boolean {
  return document.visibilityState === 'visible';
}

function isAsking(): boolean {
  return document.querySelector('dialog[open]') !== null;
}
