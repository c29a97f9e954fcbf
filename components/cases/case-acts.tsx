'use client';
/**
 * What may be done with a case now: return the money, try the refund again, or close it with a reason.
 */
import { useId, useState } from 'react';
import { ActDialog, type Typed } from '@/components/act-dialog';
import { passwordHint } from '@/components/refunds/password-hint';
import { asksPassword, retryRefund } from '@/components/refunds/refund-query';
import { amountText } from '@/components/ui/amount';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { TextArea } from '@/components/ui/input';
import type { WireAmount } from '@/lib/kit/money';
import type { RefundView } from '@/lib/refunds/views';
import { messages } from '@/messages';
import { actOnCase, isOnItsWay, refundOf, type CaseForStaff } from './case-query';

const words = messages.cases;
/** As the door takes it. */
const REASON_MAX = 500;

interface CaseActsProps {
  readonly case: CaseForStaff;
  /** The money is on its way back already: what is left is to wait. */
  readonly isOnItsWay: boolean;
  /** Looks at the page behind again. */
  readonly onDone: () => void;
}

export function CaseActs({ case: found, isOnItsWay, onDone }: CaseActsProps) {
  const [open, setOpen] = useState<'return' | 'retry' | 'close' | null>(null);
  const { acts } = found;
  const mayReturn = acts.returnSurplus && !isOnItsWay;
  // What cannot be undone names its sum; without the refund there is none to name.
  const refund = acts.retryRefund && !isOnItsWay ? refundOf(found) : null;
  if (!mayReturn && !refund && !acts.close) return null;
  const props = {
    case: found,
    onDone: () => {
      setOpen(null);
      onDone();
    },
    onClose: () => setOpen(null),
    onFailed: onDone,
  };
  return (
    <div className="cluster">
      {mayReturn && found.surplusLeft && (
        <Button onClick={() => setOpen('return')}>{words.return.button(amountText(found.surplusLeft))}</Button>
      )}
      {refund && <Button onClick={() => setOpen('retry')}>{words.retry.button(amountText(refund.amount))}</Button>}
      {acts.close && <Button onClick={() => setOpen('close')}>{words.close.button}</Button>}
      {open === 'return' && <ReturnDialog {...props} />}
      {open === 'retry' && refund && <RetryDialog refund={refund} {...props} />}
      {open === 'close' && <CloseDialog {...props} />}
    </div>
  );
}

interface CaseDialogProps {
  readonly case: CaseForStaff;
  readonly onDone: () => void;
  readonly onClose: () => void;
  readonly onFailed: () => void;
}

/** Asked before the first press, where the sum that goes back is above the merchant's limit. */
function passwordRule({ returns }: CaseForStaff, amount: WireAmount | undefined) {
  if (!amount || !returns) return {};
  const { passwordAboveMinor } = returns;
  return {
    asksPassword: asksPassword(amount, passwordAboveMinor),
    passwordHint: passwordHint(amount.currency, passwordAboveMinor),
  };
}

function ReturnDialog({ case: found, ...ends }: CaseDialogProps) {
  const amount = found.surplusLeft ? amountText(found.surplusLeft) : '';
  return (
    <ActDialog
      title={words.return.dialog(amount)}
      label={words.return.button(amount)}
      safe={words.return.safe}
      final
      act={({ password }: Typed) => actOnCase(found.id, 'return', password ? { password } : {})}
      {...ends}
      consequences={words.return.consequences(amount)}
      {...passwordRule(found, found.surplusLeft ?? undefined)}
    />
  );
}

function RetryDialog({ case: found, refund, ...ends }: CaseDialogProps & { readonly refund: RefundView }) {
  const amount = amountText(refund.amount);
  return (
    <ActDialog
      title={words.retry.dialog(amount)}
      label={words.retry.act(amount)}
      safe={words.retry.safe}
      final
      act={({ password }: Typed) => retryRefund(refund.id, password ? { password } : {})}
      {...ends}
      consequences={words.retry.consequences(amount)}
      {...passwordRule(found, refund.amount)}
    />
  );
}

function whatClosingMeans({ surplusLeft, returns }: CaseForStaff): readonly string[] {
  const isHeld = surplusLeft !== null && !isOnItsWay(returns);
  return isHeld ? words.close.keepsMoney(amountText(surplusLeft)) : words.close.consequences;
}

function CloseDialog({ case: found, ...ends }: CaseDialogProps) {
  const id = useId();
  return (
    <ActDialog
      title={words.close.dialog}
      label={words.close.button}
      safe={words.close.safe}
      act={({ reason }: Typed) => actOnCase(found.id, 'close', { reason })}
      {...ends}
      consequences={whatClosingMeans(found)}
      names={['reason']}
      fields={(problem) => (
        <Field id={id} label={words.close.reason} hint={words.close.reasonHint} error={problem?.fields.reason}>
          <TextArea
            id={id}
            name="reason"
            maxLength={REASON_MAX}
            hasHint
            hasError={problem?.fields.reason !== undefined}
          />
        </Field>
      )}
    />
  );
}
