'use client';
/**
 * The dialog that gives money back: how much, why, what it brings about. Its key makes a second press, or a repeat after a
 * lost answer, the same refund, also when the dialog was closed in between.
 */
import { useId, useState, type ReactNode } from 'react';
import { ActDialog, mistakeIn, type Typed } from '@/components/act-dialog';
import { actOnOrder, type OrderForStaff } from '@/components/orders/order-query';
import { Problem } from '@/components/read-json';
import { amountText, majorText } from '@/components/ui/amount';
import { Field } from '@/components/ui/field';
import { MoneyInput, Select, TextArea } from '@/components/ui/input';
import { walletText } from '@/components/wallets/wallet-label';
import { MoneyError, parseMajor, type Currency, type WireAmount } from '@/lib/kit/money';
import { REASON_LENGTH_MAX } from '@/lib/refunds/bounds';
import type { RefundAdviceView } from '@/lib/refunds/order-returns-view';
import { messages } from '@/messages';
import { passwordHint } from './password-hint';
import { asksPassword } from './refund-query';

const words = messages.returns.refund;
const OTHER = 'other';

interface RefundDialogProps {
  readonly order: OrderForStaff;
  readonly advice: Extract<RefundAdviceView, { kind: 'can' }>;
  readonly placementKey: string;
  /** The server has found or written what the key stands for: the next refund is another one. */
  readonly onKeyUsed: () => void;
  readonly onDone: (order: OrderForStaff) => void;
  readonly onClose: () => void;
  readonly onFailed: () => void;
}

export function RefundDialog({ order, advice, placementKey, onKeyUsed, ...ends }: RefundDialogProps) {
  const [amount, setAmount] = useState(() => majorText(advice.left));
  const { passwordAboveMinor } = order.returns;
  const typed = readTyped(amount, advice.left.currency);
  const goesBack = typed.kind === 'amount' ? typed.amount : null;

  const send = async ({ reason, otherReason, password }: Typed) => {
    const typed = { amount, reason: reason === OTHER ? otherReason : reason, placementKey };
    try {
      const changed = await actOnOrder(order.id, 'refunds', { ...typed, ...(password && { password }) });
      onKeyUsed();
      return changed;
    } catch (error) {
      // It is said only after the key was looked for. A wrong password says nothing about an answer that was lost before.
      if (error instanceof Problem && error.code === 'refund_not_possible') onKeyUsed();
      throw error;
    }
  };

  return (
    <ActDialog
      title={words.dialog(walletText(order.wallet))}
      label={goesBack ? words.act(amountText(goesBack)) : words.actBare}
      safe={words.safe}
      final
      act={send}
      {...ends}
      consequences={consequencesOf(goesBack, advice.left)}
      asksPassword={asksPassword(goesBack ?? advice.left, passwordAboveMinor)}
      passwordHint={passwordHint(advice.left.currency, passwordAboveMinor)}
      names={['amount', 'reason', 'otherReason']}
      check={() => mistakeOf(typed, advice.left)}
      fields={(problem) => (
        <>
          <AmountField problem={problem} advice={advice} amount={amount} setAmount={setAmount} />
          <ReasonFields problem={problem} />
        </>
      )}
    />
  );
}

interface AmountFieldProps {
  readonly problem: Problem | null;
  readonly advice: RefundDialogProps['advice'];
  readonly amount: string;
  readonly setAmount: (text: string) => void;
}

function AmountField({ problem, advice, amount, setAmount }: AmountFieldProps) {
  const id = useId();
  const error = problem?.fields.amount;
  const left = amountText(advice.left);
  return (
    <Field
      id={id}
      label={words.amount}
      error={error}
      hint={<AmountHint advice={advice} onAll={setAmount} left={left} />}
    >
      <MoneyInput
        id={id}
        name="amount"
        currency={advice.left.currency}
        value={amount}
        readOnly={!advice.partial}
        onChange={(event) => setAmount(event.target.value)}
        hasHint
        hasError={error !== undefined}
      />
    </Field>
  );
}

interface AmountHintProps {
  readonly advice: RefundDialogProps['advice'];
  readonly left: string;
  readonly onAll: (text: string) => void;
}

function AmountHint({ advice, left, onAll }: AmountHintProps): ReactNode {
  const minimum =
    advice.minimumMinor === null ? null : amountText({ currency: advice.left.currency, value: advice.minimumMinor });
  return (
    <span className="split">
      <span>
        {words.upTo(left)}
        {minimum !== null && `. ${words.minimum(minimum)}`}
      </span>
      {advice.partial && (
        <button className="textbutton" type="button" onClick={() => onAll(majorText(advice.left))}>
          {words.all}
        </button>
      )}
    </span>
  );
}

function ReasonFields({ problem }: { readonly problem: Problem | null }) {
  const id = useId();
  const [chosen, setChosen] = useState<string>(words.reasons[0]);
  const error = problem?.fields.reason;
  return (
    <>
      <Field id={id} label={words.reason} hint={words.reasonHint}>
        <Select id={id} name="reason" hasHint value={chosen} onChange={(event) => setChosen(event.target.value)}>
          {words.reasons.map((reason) => (
            <option key={reason}>{reason}</option>
          ))}
          <option value={OTHER}>{words.other}</option>
        </Select>
      </Field>
      {chosen === OTHER && (
        <Field id={`${id}-other`} label={words.otherReason} error={error}>
          <TextArea
            id={`${id}-other`}
            name="otherReason"
            maxLength={REASON_LENGTH_MAX}
            hasError={error !== undefined}
          />
        </Field>
      )}
    </>
  );
}

type TypedAmount =
  { readonly kind: 'amount'; readonly amount: WireAmount } | { readonly kind: 'not_one'; readonly why: string };

function readTyped(text: string, currency: string): TypedAmount {
  try {
    const { minor } = parseMajor(text, currency as Currency);
    return { kind: 'amount', amount: { currency, value: minor.toString() } };
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    return { kind: 'not_one', why: sentence(error.message) };
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function mistakeOf(typed: TypedAmount, left: WireAmount): Problem | null {
  if (typed.kind === 'not_one') return mistakeIn('amount', typed.why);
  if (BigInt(typed.amount.value) <= BigInt(left.value)) return null;
  return mistakeIn('amount', words.tooMuch(amountText(left), amountText(typed.amount)));
}

function consequencesOf(goesBack: WireAmount | null, left: WireAmount): string[] {
  if (!goesBack) return [words.noAmountYet, words.notUndone];
  const rest = BigInt(left.value) - BigInt(goesBack.value);
  if (rest < 0n) return [words.noAmountYet, words.notUndone];
  const amount = amountText(goesBack);
  const stays = { currency: left.currency, value: rest.toString() };
  return [rest === 0n ? words.goesBackAll(amount) : words.goesBack(amount, amountText(stays)), words.notUndone];
}
