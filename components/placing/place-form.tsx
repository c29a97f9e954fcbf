'use client';
/**
 * An order for a customer who is not there: whose, from which wallet, how much, what for; and what the button brings
 * about. One key per page view makes a second press, or a repeat after a lost answer, the same order.
 */
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { mistakeIn, problemOf, typedIn, type Typed } from '@/components/act-dialog';
import { placeOrderFor } from '@/components/orders/order-query';
import { Problem, standsBeside, unshown } from '@/components/read-json';
import { amountText } from '@/components/ui/amount';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { walletText } from '@/components/wallets/wallet-label';
import type { FoundCustomer } from '@/lib/customers/views';
import { isCurrency, parseMajor, toWire, type WireAmount } from '@/lib/kit/money';
import { messages } from '@/messages';
import { CustomerField } from './customer-field';
import { customerText } from './customer-query';
import { AmountField, DescriptionField, ReferenceField, WalletField } from './place-fields';

const words = messages.placing;
/** They are there once a customer with a wallet is chosen. */
const WALLET_FIELDS = ['customerId', 'walletId', 'amount', 'description', 'referenceOrderId'];

type Wallet = FoundCustomer['wallets'][number];

export function PlaceForm({ paused }: { readonly paused: boolean }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [placementKey, setPlacementKey] = useState(newKey);
  const [customer, setCustomer] = useState<FoundCustomer | null>(null);
  const [walletId, setWalletId] = useState('');
  const [typedAmount, setTypedAmount] = useState('');
  const [mistake, setMistake] = useState<Problem | null>(null);
  const place = useMutation({
    mutationFn: placeOrderFor,
    onSuccess: (order) => router.push(`/admin/orders/${order.id}`),
    // The key stands for an order of another sum, and that was said: the next press is another order.
    onError: (error) => error instanceof Problem && error.code === 'reference_in_use' && setPlacementKey(newKey()),
  });
  const problem = mistake ?? problemOf(place.error);
  const wallet = customer?.wallets.find(({ id }) => id === walletId) ?? customer?.wallets[0] ?? null;
  const amount = wallet && readAmount(typedAmount, wallet.currency);
  const shown = wallet === null ? ['customerId'] : WALLET_FIELDS;
  // After success the page is about to be left: the button stays busy until it is.
  const busy = place.isPending || place.isSuccess;

  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid=true], [data-wrong]')?.focus();
  }, [problem]);

  // What was pressed to choose is gone, and the focus with it.
  const [choices, setChoices] = useState(0);
  useEffect(() => {
    if (choices > 0) form.current?.querySelector<HTMLElement>('[data-next]')?.focus();
  }, [choices]);

  const choose = (next: FoundCustomer | null) => {
    setChoices(choices + 1);
    setCustomer(next);
    // What was wrong with another customer's order; that nobody knows whether one was placed stays.
    setMistake(null);
    if (place.error instanceof Problem && place.error.known) place.reset();
  };

  const submit = () => {
    if (busy || !form.current) return;
    const typed = typedIn(form.current);
    const wrong = mistakeOf(customer, amount, typed);
    setMistake(wrong);
    if (wrong || !customer || !wallet) return;
    place.mutate({ ...typed, customerId: customer.id, walletId: wallet.id, currency: wallet.currency, placementKey });
  };

  return (
    <form
      ref={form}
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <CustomerField chosen={customer} onChoose={choose} error={problem?.fields.customerId} />
      {customer && !wallet && <NoWallet paused={customer.pausedWallets} />}
      {customer && wallet && (
        <>
          <WalletField
            wallets={customer.wallets}
            chosen={wallet.id}
            onChoose={setWalletId}
            error={problem?.fields.walletId}
          />
          <AmountField
            currency={wallet.currency}
            value={typedAmount}
            onChange={setTypedAmount}
            error={problem?.fields.amount}
          />
          <DescriptionField error={problem?.fields.description} />
          <ReferenceField error={problem?.fields.referenceOrderId} />
        </>
      )}
      <Happens customer={customer} wallet={wallet} amount={amount} paused={paused} />
      {problem && !standsBeside(problem, shown) && <NotPlaced problem={problem} shown={shown} />}
      <div className="cluster">
        <Button look="primary" type="submit" busy={busy}>
          {busy ? words.placing : amount ? words.place(amountText(amount)) : words.placeBare}
        </Button>
      </div>
    </form>
  );
}

const newKey = (): string => crypto.randomUUID();

function NoWallet({ paused: [paused] }: { readonly paused: FoundCustomer['pausedWallets'] }) {
  return (
    <Notice tone="warn" title={paused ? words.pausedTitle(walletText(paused)) : words.noWalletTitle}>
      <p>{paused ? words.pausedText : words.noWalletText}</p>
    </Notice>
  );
}

interface HappensProps {
  readonly customer: FoundCustomer | null;
  readonly wallet: Wallet | null;
  readonly amount: WireAmount | null;
  readonly paused: boolean;
}

function Happens({ customer, wallet, amount, paused }: HappensProps) {
  const isComplete = customer !== null && wallet !== null && amount !== null;
  return (
    <section className="consequence consequence--calm" aria-label={words.happens} aria-live="polite">
      <p className="strong">
        {isComplete
          ? words.happensText(amountText(amount), walletText(wallet), customerText(customer))
          : words.happensNotYet}
      </p>
      {isComplete && <p>{words.happensAfter}</p>}
      {paused && <p>{words.paused}</p>}
    </section>
  );
}

interface NotPlacedProps {
  readonly problem: Problem;
  /** The fields that say themselves what is wrong with them. */
  readonly shown: readonly string[];
}

function NotPlaced({ problem, shown }: NotPlacedProps) {
  const { known, detail } = problem;
  return (
    <Notice tone={known ? 'bad' : 'warn'} title={known ? words.failedTitle : words.unknownTitle} alert>
      <p>{known ? detail : words.unknown}</p>
      {unshown(problem, shown).map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Notice>
  );
}

function mistakeOf(customer: FoundCustomer | null, amount: WireAmount | null, typed: Typed): Problem | null {
  if (!customer) return mistakeIn('customerId', words.chooseCustomer);
  if (customer.wallets.length === 0) return mistakeIn('customerId', words.noWalletWrong);
  if (!amount && (typed.amount ?? '').trim() === '') return mistakeIn('amount', words.sayAmount);
  if ((typed.description ?? '').trim() === '') return mistakeIn('description', words.sayWhat);
  return null;
}

/** Null while it is none; the door says what is wrong with it. */
function readAmount(text: string, currency: string): WireAmount | null {
  if (!isCurrency(currency)) return null;
  try {
    return toWire(parseMajor(text, currency));
  } catch {
    return null;
  }
}
