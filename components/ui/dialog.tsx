'use client';
/**
 * A dialog over the page: the platform's own, so that nothing behind it can be reached and Escape closes it. It stands as
 * long as it is rendered. Focus begins on the first field, else on the safe way out; afterwards it goes back to where it was.
 */
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { messages } from '@/messages';
import { Button } from './button';
import { Icon } from './icon';

interface DialogProps {
  readonly title: string;
  /** Closing means that nothing is done; while an act is under way it stays open. */
  readonly onClose: () => void;
  readonly busy?: boolean;
  readonly children: ReactNode;
}

const FIRST = 'input:not([type=hidden]), select, textarea';
export const SAFE = 'data-safe';

export function Dialog({ title, onClose, busy = false, children }: DialogProps) {
  const titleId = useId();
  const ref = useRef<HTMLDialogElement>(null);

  // Before the element leaves the page, so that focus finds its way back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    (dialog?.querySelector<HTMLElement>(FIRST) ?? dialog?.querySelector<HTMLElement>(`[${SAFE}]`))?.focus();
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) onClose();
      }}
    >
      <div className="dialog__head">
        <h2 id={titleId}>{title}</h2>
        <Button look="bare" icon aria-label={messages.shared.close} onClick={() => !busy && onClose()}>
          <Icon name="close" />
        </Button>
      </div>
      {children}
    </dialog>
  );
}
