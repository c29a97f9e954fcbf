'use client';
/**
 * The switch that stops all debits, and the same switch back. Each asks before it acts.
 */
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { ActDialog, type ActDialogProps, type Typed } from '@/components/act-dialog';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { TextArea } from '@/components/ui/input';
import { PAUSE_REASON_MAX } from '@/lib/settings/bounds';
import { messages } from '@/messages';
import { pauseDebits, resumeDebits } from './settings-query';

const words = messages.settings.switch;

export function DebitsSwitch({ paused }: { readonly paused: boolean }) {
  const [open, setOpen] = useState<'pause' | 'resume' | null>(null);
  const router = useRouter();
  const close = () => setOpen(null);
  const done = () => {
    close();
    // The word in the frame and the cards of problems come from the server.
    router.refresh();
  };
  const ends = { onDone: done, onClose: close, onFailed: () => router.refresh() };
  return (
    <div className="problem__act">
      <Button onClick={() => setOpen(paused ? 'resume' : 'pause')}>{paused ? words.resume : words.pause}</Button>
      {open === 'pause' && <PauseDialog {...ends} />}
      {open === 'resume' && (
        <ActDialog
          title={words.resumeDialog}
          label={words.resume}
          safe={words.resumeSafe}
          act={resumeDebits}
          {...ends}
          consequences={words.resumeConsequences}
        />
      )}
    </div>
  );
}

type Ends = Pick<ActDialogProps<unknown>, 'onDone' | 'onClose' | 'onFailed'>;

function PauseDialog(ends: Ends) {
  const id = useId();
  return (
    <ActDialog
      title={words.pauseDialog}
      label={words.pause}
      safe={words.pauseSafe}
      act={({ reason = '' }: Typed) => pauseDebits(reason)}
      {...ends}
      consequences={words.pauseConsequences}
      names={['reason']}
      fields={(problem) => (
        <Field id={id} label={words.reason} hint={words.reasonHint} error={problem?.fields.reason}>
          <TextArea
            id={id}
            name="reason"
            maxLength={PAUSE_REASON_MAX}
            hasHint
            hasError={problem?.fields.reason !== undefined}
          />
        </Field>
      )}
    />
  );
}
