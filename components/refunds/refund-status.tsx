/**
 * The one word for a refund's or a cancel's state, with its shape.
 */
import { StatusMark, type Tone } from '@/components/ui/status-mark';
import type { RefundView } from '@/lib/refunds/views';
import { messages } from '@/messages';

const words = messages.returns;
const tones: Record<RefundView['status'], Tone> = { INIT: 'wait', SUCCESS: 'ok', FAIL: 'bad' };

export function RefundStatus({ status }: { readonly status: RefundView['status'] }) {
  return <StatusMark tone={tones[status]}>{words.status[status]}</StatusMark>;
}

export function CancelStatus({ status }: { readonly status: RefundView['status'] }) {
  return <StatusMark tone={status === 'SUCCESS' ? 'off' : tones[status]}>{words.cancelStatus[status]}</StatusMark>;
}
