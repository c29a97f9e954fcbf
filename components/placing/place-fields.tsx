/**
 * The fields of an order that is placed for a customer, once it is known whose.
 */
import { useId } from 'react';
import { Field } from '@/components/ui/field';
import { Input, MoneyInput, Select } from '@/components/ui/input';
import { walletText } from '@/components/wallets/wallet-label';
import type { FoundCustomer } from '@/lib/customers/views';
import { DESCRIPTION_MAX, REFERENCE_MAX } from '@/lib/payments/bounds';
import { messages } from '@/messages';

const words = messages.placing;

interface FieldProps {
  readonly error: string | undefined;
}

interface WalletFieldProps extends FieldProps {
  readonly wallets: FoundCustomer['wallets'];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

export function WalletField({ wallets, chosen, onChoose, error }: WalletFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={words.wallet} error={error}>
      <Select
        id={id}
        value={chosen}
        data-next={wallets.length > 1 || undefined}
        onChange={(event) => onChoose(event.target.value)}
        hasError={error !== undefined}
      >
        {wallets.map((wallet) => (
          <option key={wallet.id} value={wallet.id}>
            {`${walletText(wallet)}, ${wallet.currency}`}
          </option>
        ))}
      </Select>
    </Field>
  );
}

interface AmountFieldProps extends FieldProps {
  readonly currency: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

export function AmountField({ currency, value, onChange, error }: AmountFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={words.amount} hint={words.amountHint(currency)} error={error}>
      <MoneyInput
        id={id}
        name="amount"
        currency={currency}
        data-next
        value={value}
        onChange={(event) => onChange(event.target.value)}
        hasHint
        hasError={error !== undefined}
      />
    </Field>
  );
}

export function DescriptionField({ error }: FieldProps) {
  const id = useId();
  return (
    <Field id={id} label={words.description} hint={words.descriptionHint} error={error}>
      <Input
        id={id}
        name="description"
        autoComplete="off"
        maxLength={DESCRIPTION_MAX}
        hasHint
        hasError={error !== undefined}
      />
    </Field>
  );
}

export function ReferenceField({ error }: FieldProps) {
  const id = useId();
  return (
    <Field id={id} label={words.reference} hint={words.referenceHint} error={error}>
      <Input
        id={id}
        name="referenceOrderId"
        autoComplete="off"
        maxLength={REFERENCE_MAX}
        hasHint
        hasError={error !== undefined}
      />
    </Field>
  );
}
