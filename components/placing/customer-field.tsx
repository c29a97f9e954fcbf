'use client';
/**
 * Finds a customer by what is typed, and keeps the one that was chosen until another is wanted. What the focus goes to after
 * that is marked as `data-next`.
 */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { Input } from '@/components/ui/input';
import type { FoundCustomer } from '@/lib/customers/views';
import { messages } from '@/messages';
import { customersQuery, customerText, TERM_MIN } from './customer-query';

const words = messages.placing;

/** A person who types is not asked for letter by letter. */
const TYPING_MS = 200;

interface CustomerFieldProps {
  readonly chosen: FoundCustomer | null;
  readonly onChoose: (customer: FoundCustomer | null) => void;
  readonly error: string | undefined;
}

export function CustomerField({ chosen, onChoose, error }: CustomerFieldProps) {
  const id = useId();
  if (chosen === null) return <CustomerSearch onChoose={onChoose} error={error} />;
  return (
    <div className="field">
      <p className="strong">{words.customer}</p>
      <div className="split items-center">
        <p className="min-w-0">
          {customerText(chosen)} <span className="quiet t13">{chosen.name !== null && chosen.email}</span>
        </p>
        <Button
          onClick={() => onChoose(null)}
          data-next={chosen.wallets.length === 0 || undefined}
          data-wrong={error !== undefined || undefined}
          aria-describedby={error && `${id}-error`}
        >
          {words.another}
        </Button>
      </div>
      {error && (
        <p className="error" id={`${id}-error`}>
          <Icon name="bad" />
          {error}
        </p>
      )}
    </div>
  );
}

function CustomerSearch({ onChoose, error }: Omit<CustomerFieldProps, 'chosen'>) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const term = useSettled(typed.trim());
  const search = useQuery(customersQuery(term));
  const isLooking = term.length >= TERM_MIN;
  const found = (isLooking && search.data) || [];
  return (
    <div className="grid gap-2">
      <Field id={id} label={words.customer} hint={words.customerHint} error={error}>
        <Input
          id={id}
          type="search"
          autoComplete="off"
          data-next
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            // Enter looks; it does not place.
            if (event.key === 'Enter') event.preventDefault();
          }}
          hasHint
          hasError={error !== undefined}
        />
      </Field>
      <p className="quiet t13" role="status">
        {isLooking && saidOf(search.isError, search.isFetching, found.length)}
      </p>
      {found.length > 0 && (
        <ul className="list">
          {found.map((customer) => (
            <FoundOne key={customer.id} customer={customer} onChoose={() => onChoose(customer)} />
          ))}
        </ul>
      )}
    </div>
  );
}

function FoundOne({ customer, onChoose }: { readonly customer: FoundCustomer; readonly onChoose: () => void }) {
  return (
    <li className="found">
      <button type="button" onClick={onChoose}>
        <span className="strong">{customerText(customer)}</span>
        <span className="quiet t13">
          {[customer.name !== null && customer.email, walletsText(customer)].filter(Boolean).join(', ')}
        </span>
      </button>
    </li>
  );
}

function walletsText({ wallets, pausedWallets }: FoundCustomer): string {
  if (wallets.length > 0) return words.wallets(wallets.length);
  return pausedWallets.length > 0 ? `${words.wallets(pausedWallets.length)}, ${words.onlyPaused}` : words.noWallet;
}

function saidOf(failed: boolean, looking: boolean, count: number): string {
  if (failed) return words.failed;
  if (count > 0) return words.found(count);
  return looking ? words.searching : words.none;
}

/** The text, once nothing was typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
