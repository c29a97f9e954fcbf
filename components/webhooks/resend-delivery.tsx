'use client';
/**
 * Sends one event again.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ActDialog } from '@/components/act-dialog';
import { Button } from '@/components/ui/button';
import { messages } from '@/messages';
import { deliveryKey, resendDelivery } from './webhook-query';

const words = messages.webhooks.resend;

export function ResendDelivery({ id }: { readonly id: string }) {
  const client = useQueryClient();
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
          onDone={(delivery) => {
            close();
            client.setQueryData(deliveryKey(id), delivery);
          }}
          onClose={close}
          onFailed={() => void client.invalidateQueries({ queryKey: deliveryKey(id) })}
          consequences={words.consequences}
        />
      )}
    </div>
  );
}
