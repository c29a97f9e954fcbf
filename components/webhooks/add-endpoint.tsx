'use client';
/**
 * Adds an endpoint, then shows its secret once, then goes to it.
 */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { messages } from '@/messages';
import { EndpointDialog } from './endpoint-dialog';
import { SecretDialog } from './secret-dialog';
import { createEndpoint, type SecretShown } from './webhook-query';

export function AddEndpoint() {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<SecretShown | null>(null);
  const done = (shown: SecretShown) => {
    setOpen(false);
    setMade(shown);
  };
  const stored = (endpointId: string) => {
    setMade(null);
    router.push(`/admin/webhooks/${endpointId}`);
    router.refresh();
  };
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        {messages.webhooks.add}
      </Button>
      {open && (
        <EndpointDialog
          act={createEndpoint}
          onDone={done}
          onClose={() => setOpen(false)}
          onFailed={() => router.refresh()}
        />
      )}
      {made && <SecretDialog secret={made.secret} onClose={() => stored(made.endpointId)} />}
    </>
  );
}
