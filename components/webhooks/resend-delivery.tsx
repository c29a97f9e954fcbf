'use client';
/**
 * Sends one event again.
 */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActDialog } from '@/components/act-dialog';
import { Button } from '@/components/ui/button';
import { messages } from '@/messages';
import { resendDelivery } from './webhook-query';

const words = messages.webhooks.resend;

export function ResendDelivery({ id }: { readonly id: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <div>
      <Button onClick={() => setOpen(true)}>{words.button}</Button>
      {open && (
        <ActDialog
          title={words.title}
          label={words.act}
          safe={words.safe}
          act={() => resendDelivery(id)}
          onDone={() => {
            close();
            router.refresh();
          }}
          onClose={close}
          consequences={words.consequences}
        />
      )}
    </div>
  );
}
