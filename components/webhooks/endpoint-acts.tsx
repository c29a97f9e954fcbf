'use client';
/**
 * What may be done with an endpoint: try it, change it, give it a new secret, pause or resume it, remove it. Each asks
 * before it acts.
 */
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { ActDialog, type Typed } from '@/components/act-dialog';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import type { WebhookEndpointView } from '@/lib/webhooks/views';
import { messages } from '@/messages';
import { EndpointDialog } from './endpoint-dialog';
import { SecretDialog } from './secret-dialog';
import { actOnEndpoint, changeEndpoint, rotateSecret, type PlainAct } from './webhook-query';

const words = messages.webhooks;

export interface EndpointRights {
  readonly manage: boolean;
  readonly resend: boolean;
}

interface EndpointActsProps {
  readonly endpoint: WebhookEndpointView;
  readonly rights: EndpointRights;
}

type Open = PlainAct | 'change' | 'rotate';

/** The acts that are legal now and that the reader may do. */
function actsFor({ status }: WebhookEndpointView, { manage, resend }: EndpointRights): Open[] {
  const isActive = status === 'ACTIVE';
  return [
    ...(manage && !isActive ? (['resume'] as const) : []),
    ...(resend && isActive ? (['test'] as const) : []),
    ...(manage ? (['change', 'rotate'] as const) : []),
    ...(manage && isActive ? (['pause'] as const) : []),
    ...(manage ? (['remove'] as const) : []),
  ];
}

export function EndpointActs({ endpoint, rights }: EndpointActsProps) {
  const router = useRouter();
  const [open, setOpen] = useState<Open | null>(null);
  const [shown, setShown] = useState<{ secret: string; note: string } | null>(null);
  const close = () => setOpen(null);
  const done = () => {
    close();
    router.refresh();
  };
  const left = { onClose: close, onFailed: () => router.refresh() };
  const { id } = endpoint;
  return (
    <div className="cluster">
      {actsFor(endpoint, rights).map((act) => (
        <Button key={act} onClick={() => setOpen(act)}>
          {act === 'change' ? words.change : words[act].button}
        </Button>
      ))}
      {open === 'change' && (
        <EndpointDialog endpoint={endpoint} act={(input) => changeEndpoint(id, input)} onDone={done} {...left} />
      )}
      {open === 'rotate' && <RotateDialog id={id} onDone={(made) => (done(), setShown(made))} {...left} />}
      {open !== null && open !== 'change' && open !== 'rotate' && (
        <PlainDialog
          id={id}
          act={open}
          {...left}
          onDone={() => {
            done();
            if (open === 'remove') router.push('/admin/webhooks');
          }}
        />
      )}
      {shown && <SecretDialog {...shown} onClose={() => setShown(null)} />}
    </div>
  );
}

interface PlainDialogProps {
  readonly id: string;
  readonly act: PlainAct;
  readonly onDone: () => void;
  readonly onClose: () => void;
  readonly onFailed: () => void;
}

function PlainDialog({ id, act, ...ends }: PlainDialogProps) {
  const said = words[act];
  return (
    <ActDialog
      title={said.title}
      label={said.act}
      safe={said.safe}
      final={act === 'remove'}
      act={() => actOnEndpoint(id, act)}
      {...ends}
      consequences={said.consequences}
    />
  );
}

interface RotateDialogProps {
  readonly id: string;
  readonly onDone: (made: { secret: string; note: string }) => void;
  readonly onClose: () => void;
  readonly onFailed: () => void;
}

function RotateDialog({ id, ...ends }: RotateDialogProps) {
  const fieldId = useId();
  const said = words.rotate;
  const rotate = async ({ oldSecret = 'for_a_day' }: Typed) => {
    const { secret } = await rotateSecret(id, oldSecret);
    return { secret, note: oldSecret === 'now' ? words.secret.rotatedNow : words.secret.rotated };
  };
  return (
    <ActDialog
      title={said.title}
      label={said.act}
      safe={said.safe}
      act={rotate}
      {...ends}
      consequences={said.consequences}
      fields={() => (
        <Field id={fieldId} label={said.field}>
          <Select
            id={fieldId}
            name="oldSecret"
            choices={[
              { value: 'for_a_day', text: said.for_a_day },
              { value: 'now', text: said.now },
            ]}
          />
        </Field>
      )}
    />
  );
}
