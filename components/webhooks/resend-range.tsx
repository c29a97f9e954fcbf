'use client';
/**
 * Sends a time of an endpoint's events again. Days and times are typed and read in UTC, whatever zone the page shows.
 */
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { ActDialog, mistakeIn, type Typed } from '@/components/act-dialog';
import type { Problem } from '@/components/read-json';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { messages } from '@/messages';
import { resendRange } from './webhook-query';

const words = messages.webhooks.range;
const DAY_MS = 24 * 3_600_000;
const ALL = 'all';

interface ResendRangeProps {
  readonly endpointId: string;
  /** Now; the dialog begins with the day before it. */
  readonly at: string;
}

export function ResendRange({ endpointId, at }: ResendRangeProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{words.button}</Button>
      {open && (
        <ActDialog
          title={words.title}
          label={words.act}
          safe={words.safe}
          act={(typed) => resendRange(endpointId, inputOf(typed))}
          onDone={() => {
            close();
            router.refresh();
          }}
          onClose={close}
          onFailed={() => router.refresh()}
          consequences={words.consequences}
          names={['from', 'to']}
          check={mistakeOf}
          fields={(problem) => <RangeFields at={at} problem={problem} />}
        />
      )}
    </>
  );
}

function RangeFields({ at, problem }: { readonly at: string; readonly problem: Problem | null }) {
  const id = useId();
  const nowMs = new Date(at).getTime();
  // The minute that has begun is within.
  const starts = { from: nowMs - DAY_MS, to: nowMs + 60_000 };
  return (
    <>
      {(['from', 'to'] as const).map((name) => (
        <Field
          key={name}
          id={`${id}${name}`}
          label={words[name]}
          error={problem?.fields[name]}
          {...(name === 'to' && { hint: words.hint })}
        >
          <Input
            id={`${id}${name}`}
            name={name}
            type="datetime-local"
            defaultValue={new Date(starts[name]).toISOString().slice(0, 16)}
            hasHint={name === 'to'}
            hasError={problem?.fields[name] !== undefined}
          />
        </Field>
      ))}
      <Field id={`${id}status`} label={words.status}>
        <Select
          id={`${id}status`}
          name="status"
          choices={[
            { value: 'FAILED', text: words.FAILED },
            { value: 'PENDING', text: words.PENDING },
            { value: 'DELIVERED', text: words.DELIVERED },
            { value: ALL, text: words.all },
          ]}
        />
      </Field>
    </>
  );
}

function mistakeOf({ from = '', to = '' }: Typed): Problem | null {
  if (instantOf(from) === null) return mistakeIn('from', words.wrong);
  return instantOf(to) === null ? mistakeIn('to', words.wrong) : null;
}

function inputOf({ from = '', to = '', status = ALL }: Typed) {
  return { from: instantOf(from)!, to: instantOf(to)!, ...(status !== ALL && { status }) };
}

function instantOf(typed: string): string | null {
  const at = new Date(`${typed}Z`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
