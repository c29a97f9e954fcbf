'use client';
/**
 * Ends a key, after saying what stops with it.
 */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActDialog } from '@/components/act-dialog';
import { Button } from '@/components/ui/button';
import type { ApiKeyView } from '@/lib/auth/api-key-views';
import { apiKeys } from '@/messages/en/api-keys';
import { revokeKey } from './api-key-query';

const words = apiKeys.revoke;

export function RevokeKey({ apiKey }: { readonly apiKey: Pick<ApiKeyView, 'id' | 'name' | 'prefix'> }) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const { id, name, prefix } = apiKey;
  return (
    <span className="rowacts">
      <Button aria-label={words.label(name)} onClick={() => setOpen(true)}>
        {words.button}
      </Button>
      {isOpen && (
        <ActDialog
          title={words.title(name)}
          label={words.act}
          safe={words.safe}
          final
          act={() => revokeKey(id)}
          onDone={() => {
            setOpen(false);
            router.refresh();
          }}
          onClose={() => setOpen(false)}
          onFailed={() => router.refresh()}
          consequences={words.consequences(prefix)}
        />
      )}
    </span>
  );
}
