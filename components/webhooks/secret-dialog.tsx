'use client';
/**
 * A secret, this once: to be copied where the receiver reads its secrets. It is kept nowhere on this page afterwards.
 */
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { Input } from '@/components/ui/input';
import { messages } from '@/messages';

const words = messages.webhooks.secret;

interface SecretDialogProps {
  readonly secret: string;
  /** What became of the secret before. */
  readonly note?: string | undefined;
  readonly onClose: () => void;
}

export function SecretDialog({ secret, note, onClose }: SecretDialogProps) {
  const id = useId();
  const [copied, setCopied] = useState(false);
  // Only secure pages have a clipboard; elsewhere it can still be selected.
  const copy = () => void navigator.clipboard?.writeText(secret).then(() => setCopied(true));
  return (
    <Dialog title={words.title} onClose={onClose}>
      <div className="dialog__body">
        <p>{words.text}</p>
        {note !== undefined && <p className="quiet">{note}</p>}
        <Field id={id} label={words.label}>
          <Input id={id} readOnly value={secret} spellCheck={false} onFocus={(event) => event.target.select()} />
        </Field>
        <div>
          <Button onClick={copy}>
            <Icon name={copied ? 'check' : 'copy'} />
            {copied ? messages.shared.copied : words.copy}
          </Button>
          <span className="sr" role="status">
            {copied ? messages.shared.copied : ''}
          </span>
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
