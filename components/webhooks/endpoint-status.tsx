/**
 * The one word for an endpoint, and for what became of an event, with its shape.
 */
import { StatusMark, type Tone } from '@/components/ui/status-mark';
import type { WebhookDeliveryView, WebhookEndpointView } from '@/lib/webhooks/views';
import { messages } from '@/messages';

const words = messages.webhooks;

type Told = Pick<WebhookEndpointView, 'status' | 'pausedReason' | 'failingSince'>;

export function EndpointStatus({ endpoint, pill }: { readonly endpoint: Told; readonly pill?: boolean }) {
  const { status, pausedReason, failingSince } = endpoint;
  if (status === 'PAUSED') {
    const byHand = pausedReason === 'by_hand';
    return (
      <StatusMark tone={byHand ? 'off' : 'bad'} shape="pause" {...(pill && { pill })}>
        {words.status.PAUSED}
      </StatusMark>
    );
  }
  const isFailing = failingSince !== null;
  return (
    <StatusMark tone={isFailing ? 'warn' : 'ok'} {...(pill && { pill })}>
      {isFailing ? words.failing : words.status.ACTIVE}
    </StatusMark>
  );
}

type DeliveryStatus = WebhookDeliveryView['status'];

const tones: Record<DeliveryStatus, Tone> = { PENDING: 'wait', DELIVERED: 'ok', FAILED: 'bad' };

export function DeliveryMark({ status, pill }: { readonly status: DeliveryStatus; readonly pill?: boolean }) {
  return (
    <StatusMark tone={tones[status]} {...(pill && { pill })}>
      {words.deliveryStatus[status]}
    </StatusMark>
  );
}
