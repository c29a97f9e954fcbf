'use client';
/**
 * The limits in one currency. An empty field is no limit.
 */
import { useId } from 'react';
import { ActDialog, type Typed } from '@/components/act-dialog';
import type { Problem } from '@/components/read-json';
import { majorText } from '@/components/ui/amount';
import { Field } from '@/components/ui/field';
import { MoneyInput } from '@/components/ui/input';
import type { LimitsView } from '@/lib/settings/views';
import { messages } from '@/messages';
import { changeLimits } from './settings-query';

const words = messages.settings.limits;

const NAMES = ['perDebit', 'perCustomerDay', 'perHour', 'passwordAbove'] as const;

interface LimitsDialogProps {
  readonly limits: LimitsView;
  readonly onDone: () => void;
  readonly onClose: () => void;
  readonly onFailed: () => void;
}

export function LimitsDialog({ limits, ...ends }: LimitsDialogProps) {
  const { currency } = limits;
  return (
    <ActDialog
      title={words.dialog(currency)}
      label={words.save(currency)}
      safe={words.safe}
      act={(typed: Typed) => changeLimits({ currency, ...typed })}
      {...ends}
      consequences={words.consequences}
      names={NAMES}
      fields={(problem) => NAMES.map((name) => <LimitField key={name} name={name} limits={limits} problem={problem} />)}
    />
  );
}

interface LimitFieldProps {
  readonly name: (typeof NAMES)[number];
  readonly limits: LimitsView;
  readonly problem: Problem | null;
}

function LimitField({ name, limits, problem }: LimitFieldProps) {
  const id = useId();
  const error = problem?.fields[name];
  const { currency, [`${name}Minor` as const]: minor } = limits;
  return (
    <Field
      id={id}
      label={words.fields[name]}
      hint={name === 'passwordAbove' ? words.passwordHint : words.hint}
      error={error}
    >
      <MoneyInput
        id={id}
        name={name}
        currency={currency}
        defaultValue={minor === null ? '' : majorText({ currency, value: minor })}
        hasHint
        hasError={error !== undefined}
      />
    </Field>
  );
}
