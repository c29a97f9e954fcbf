'use client';
/**
 * A key that was just made. It lives in this dialog alone: when the dialog closes, nobody can read it again.
 */
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { LiveRegion } from '@/components/ui/live-region';
import { TextArea } from '@/components/ui/text-area';
import { apiKeys } from '@/messages/en/api-keys';

const words = apiKeys.made;

interface KeyShownProps {
  readonly name: string;
  readonly text: string;
  readonly onClose: () => void;
}

export function KeyShown({ name, text, onClose }: KeyShownProps) {
  const id = useId();
  const [said, setSaid] = useState('');

  const copy = async () => {
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    if (done) return setSaid(words.copied);
    // Only secure pages have a clipboard, and a browser may refuse: then the reader copies what is marked.
    const field = document.getElementById(id);
    if (field instanceof HTMLTextAreaElement) field.select();
    setSaid(words.selected);
  };

  return (
    <Dialog title={words.title(name)} onClose={onClose}>
      <div className="dialog__body">
        <div className="consequence consequence--calm">
          <p className="strong">{words.once}</p>
          <p>{words.onceWhy}</p>
        </div>
        <Field id={id} label={words.label}>
          <TextArea
            code
            id={id}
            value={text}
            readOnly
            rows={2}
            autoComplete="off"
            spellCheck={false}
            onFocus={(event) => event.currentTarget.select()}
          />
        </Field>
        <div className="cluster">
          <Button onClick={() => void copy()}>{words.copy}</Button>
          <span className="quiet t13" aria-hidden="true">
            {said}
          </span>
          <LiveRegion>{said}</LiveRegion>
        </div>
      </div>
      <div className="dialog__foot">
        <Button look="primary" onClick={onClose}>
          {words.done}
        </Button>
      </div>
    </Dialog>
  );
}
