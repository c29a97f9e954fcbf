'use client';
/**
 * The limits, one row per currency that has some, and a way to set them in another.
 */
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { LedgerAmount } from '@/components/ui/amount';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DataTable, type Column } from '@/components/ui/data-table';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/input';
import { currencies } from '@/lib/kit/money';
import type { LimitsView, SettingsView } from '@/lib/settings/views';
import { messages } from '@/messages';
import { LimitsDialog } from './limits-dialog';

const words = messages.settings.limits;

type Row = LimitsView & { readonly id: string };

const sum = (
  key: 'perDebitMinor' | 'perCustomerDayMinor' | 'perHourMinor' | 'passwordAboveMinor',
  head: string,
  none: string,
): Column<Row> => ({
  key,
  head,
  className: 'amtcell full',
  cell: ({ currency, [key]: value }) => (
    <span className="lbl" data-label={head}>
      {value === null ? <span className="faint">{none}</span> : <LedgerAmount amount={{ currency, value }} />}
    </span>
  ),
});

const columns: readonly Column<Row>[] = [
  {
    key: 'currency',
    head: words.columns.currency,
    header: true,
    className: 'full',
    cell: ({ currency }) => currency,
  },
  sum('perDebitMinor', words.columns.perDebit, words.none),
  sum('perCustomerDayMinor', words.columns.perCustomerDay, words.none),
  sum('perHourMinor', words.columns.perHour, words.none),
  sum('passwordAboveMinor', words.columns.passwordAbove, words.always),
];

export function LimitsCard({ settings }: { readonly settings: Pick<SettingsView, 'limits' | 'acts'> }) {
  const [open, setOpen] = useState<string | null>(null);
  const router = useRouter();
  const { limits, acts } = settings;
  const act: Column<Row> = {
    key: 'act',
    head: words.columns.act,
    className: 'r acts',
    cell: ({ currency }) => (
      <span className="rowacts">
        <Button aria-label={words.changeLabel(currency)} onClick={() => setOpen(currency)}>
          {words.change}
        </Button>
      </span>
    ),
  };
  const rows = limits.map((one) => ({ ...one, id: one.currency }));
  return (
    <Card title={words.title} scope={words.scope} bare>
      <p className="card__body quiet">{rows.length > 0 ? words.text : words.empty}</p>
      {rows.length > 0 && (
        <DataTable
          label={words.caption}
          caption={words.caption}
          columns={acts.change ? [...columns, act] : columns}
          rows={rows}
        />
      )}
      {acts.change && <AnotherCurrency taken={limits} onChoose={setOpen} />}
      {open !== null && (
        <LimitsDialog
          limits={limits.find((one) => one.currency === open) ?? noLimits(open)}
          onDone={() => {
            setOpen(null);
            router.refresh();
          }}
          onClose={() => setOpen(null)}
          onFailed={() => router.refresh()}
        />
      )}
    </Card>
  );
}

function noLimits(currency: string): LimitsView {
  return { currency, perDebitMinor: null, perCustomerDayMinor: null, perHourMinor: null, passwordAboveMinor: null };
}

interface AnotherCurrencyProps {
  readonly taken: readonly LimitsView[];
  readonly onChoose: (currency: string) => void;
}

function AnotherCurrency({ taken, onChoose }: AnotherCurrencyProps) {
  const id = useId();
  const free = currencies.filter((currency) => !taken.some((one) => one.currency === currency));
  const [chosen, setChosen] = useState<string | null>(null);
  const currency = free.find((one) => one === chosen) ?? free[0];
  if (currency === undefined) return null;
  return (
    <div className="card__body cluster items-end">
      <Field id={id} label={taken.length > 0 ? words.add : words.addFirst}>
        <Select id={id} value={currency} onChange={(event) => setChosen(event.target.value)}>
          {free.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </Select>
      </Field>
      <Button onClick={() => onChoose(currency)}>{words.choose}</Button>
    </div>
  );
}
