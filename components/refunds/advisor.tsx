'use client';
/**
 * Cancel and refund, one beside the other: what each does, until when, what it costs or why it is not possible. Only what
 * is legal now, and this role's to do, has a button. The time runs here, so that a cancel is gone at its cut-off.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { lookAtOrderAgain, showOrder, type OrderForStaff } from '@/components/orders/order-query';
import { amountText } from '@/components/ui/amount';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { useServerNow } from '@/components/ui/server-now';
import { StatusMark } from '@/components/ui/status-mark';
import { Time, ZoneName } from '@/components/ui/time';
import { brands } from '@/lib/alipay/brands';
import type { CancelAdviceView, RefundAdviceView } from '@/lib/refunds/order-returns-view';
import { messages } from '@/messages';
import { CancelDialog } from './cancel-dialog';
import { RefundDialog } from './refund-dialog';
import { timeLeftText } from './time-left';

const words = messages.returns;

export interface ServerClock {
  readonly now: string;
  readonly rate: number;
}

interface AdvisorProps {
  readonly order: OrderForStaff;
  readonly clock: ServerClock;
}

export function Advisor({ order, clock }: AdvisorProps) {
  const [open, setOpen] = useState<'cancel' | 'refund' | null>(null);
  // Here, because it outlives the dialog: opened again after a lost answer, it asks for the same refund.
  const [placementKey, setPlacementKey] = useState(newKey);
  const client = useQueryClient();
  const now = useServerNow(clock);
  const cancel = cancelAt(order.returns.cancel, now);
  const refund = refundAt(order.returns.refund, now);
  if (cancel.kind === 'cannot' && refund.kind === 'cannot' && isNothingToSay(cancel.why)) return null;
  const close = () => setOpen(null);
  const done = (changed: OrderForStaff) => {
    showOrder(client, changed);
    close();
  };
  const ends = { onDone: done, onClose: close, onFailed: () => void lookAtOrderAgain(client, order.id) };
  return (
    <Card title={words.title} foot={cancel.kind === 'can' && refund.kind === 'can' ? words.foot : undefined}>
      <CancelAdvice order={order} advice={cancel} now={now} onAct={() => setOpen('cancel')} />
      <RefundAdvice order={order} advice={refund} now={now} onAct={() => setOpen('refund')} />
      {open === 'cancel' && cancel.kind === 'can' && <CancelDialog order={order} what={cancel.what} {...ends} />}
      {open === 'refund' && refund.kind === 'can' && (
        <RefundDialog
          order={order}
          advice={refund}
          placementKey={placementKey}
          onKeyUsed={() => setPlacementKey(newKey())}
          {...ends}
        />
      )}
    </Card>
  );
}

const newKey = (): string => crypto.randomUUID();

/** Of an order that failed, neither is worth a card. */
function isNothingToSay(why: Extract<CancelAdviceView, { kind: 'cannot' }>['why']): boolean {
  return why === 'nothing_collected';
}

function cancelAt(advice: CancelAdviceView, now: string): CancelAdviceView {
  if (advice.kind === 'cannot' || advice.until === null || timeLeftText(advice.until, now) !== null) return advice;
  return { kind: 'cannot', why: 'window_over', since: advice.until };
}

function refundAt(advice: RefundAdviceView, now: string): RefundAdviceView {
  if (advice.kind === 'cannot' || advice.until === null || timeLeftText(advice.until, now) !== null) return advice;
  return { kind: 'cannot', why: 'window_over', since: advice.until };
}

interface AdviceProps<View> {
  readonly order: OrderForStaff;
  readonly advice: View;
  readonly now: string;
  readonly onAct: () => void;
}

function CancelAdvice({ order, advice, now, onAct }: AdviceProps<CancelAdviceView>) {
  const amount = amountText(order.amount);
  if (advice.kind === 'cannot') {
    return (
      <Advice title={words.cancel.title}>
        <WhyNot text={words.cancel.cannot[advice.why]} since={advice.since} />
      </Advice>
    );
  }
  const left = advice.until === null ? null : timeLeftText(advice.until, now);
  return (
    <Advice title={words.cancel.title} mark={left && <StatusMark tone="warn">{words.left(left)}</StatusMark>}>
      <p className="quiet t13">
        {advice.what === 'paid' ? words.cancel.can.paid(amount) : words.cancel.can[advice.what]}
        {advice.until !== null && <Until at={advice.until} />}
      </p>
      {order.returns.acts.cancel ? (
        <Button wide onClick={onAct}>
          {words.cancel.button(amount)}
        </Button>
      ) : (
        <p className="faint t13">{words.cancel.notYours}</p>
      )}
    </Advice>
  );
}

function RefundAdvice({ order, advice, now, onAct }: AdviceProps<RefundAdviceView>) {
  if (advice.kind === 'cannot') {
    return (
      <Advice title={words.refund.title}>
        <WhyNot text={words.refund.cannot[advice.why]} since={advice.since} />
      </Advice>
    );
  }
  const amount = amountText(advice.left);
  const wallet = brands[order.wallet.brand].officialName;
  const left = advice.until === null ? null : timeLeftText(advice.until, now);
  return (
    <Advice
      title={words.refund.title}
      mark={<span className="faint t13">{left === null ? words.refund.noEnd : words.left(left)}</span>}
    >
      <p className="quiet t13">
        {advice.partial ? words.refund.can(amount, wallet) : words.refund.whole(amount, wallet)}
        {advice.until !== null && <Until at={advice.until} />}
      </p>
      {order.returns.acts.refund ? (
        <Button wide onClick={onAct}>
          {advice.partial ? words.refund.button : words.refund.buttonWhole}
        </Button>
      ) : (
        <p className="faint t13">{words.refund.notYours}</p>
      )}
    </Advice>
  );
}

function Until({ at }: { readonly at: string }) {
  return (
    <>
      {' '}
      {words.until} <Time at={at} form="long" /> (<ZoneName at={at} />
      ).
    </>
  );
}

function WhyNot({ text, since }: { readonly text: string | undefined; readonly since: string | null }) {
  return (
    <p className="quiet t13">
      {text}
      {since !== null && (
        <>
          {' '}
          {words.ended} <Time at={since} form="long" /> (<ZoneName at={since} />
          ).
        </>
      )}
    </p>
  );
}

interface AdviceFrameProps {
  readonly title: string;
  readonly mark?: ReactNode;
  readonly children: ReactNode;
}

function Advice({ title, mark, children }: AdviceFrameProps) {
  return (
    <div className="advice">
      <div className="split">
        <h3 className="strong">{title}</h3>
        {mark}
      </div>
      {children}
    </div>
  );
}
