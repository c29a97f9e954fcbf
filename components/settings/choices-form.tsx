'use client';
/**
 * The owner's choices. What may not be kept is said beside its field before anything is sent; the door has the last word.
 */
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useId, useRef, useState } from 'react';
import { mistakeIn, problemOf, typedIn, type Typed } from '@/components/act-dialog';
import { Problem, standsBeside } from '@/components/read-json';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { choiceProblems, RETRIES_MAX, type Choices } from '@/lib/settings/bounds';
import type { SettingsView } from '@/lib/settings/views';
import { messages } from '@/messages';
import { NotSaved } from './not-saved';
import { changeSettings } from './settings-query';

const words = messages.settings.choices;
const NAMES = ['staleAfterMinutes', 'retryAfterHours', 'cancelAfterSeconds'] as const;

export function ChoicesForm({ settings }: { readonly settings: SettingsView }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [mistake, setMistake] = useState<Problem | null>(null);
  const save = useMutation({ mutationFn: changeSettings, onSuccess: () => router.refresh() });
  const problem = mistake ?? problemOf(save.error);

  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);

  const submit = () => {
    if (save.isPending || !form.current) return;
    const read = readChoices(typedIn(form.current));
    setMistake(read instanceof Problem ? read : null);
    if (read instanceof Problem) save.reset();
    else save.mutate(read);
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
      <NumberField name="staleAfterMinutes" problem={problem} words={staleWords} value={settings.staleAfterMinutes} />
      <NumberField
        name="retryAfterHours"
        problem={problem}
        words={retryWords}
        value={settings.retryAfterHours.join(', ')}
      />
      <NumberField
        name="cancelAfterSeconds"
        problem={problem}
        words={cancelWords}
        value={settings.cancelAfterSeconds ?? ''}
      />
      <SurplusField checked={settings.returnsSurplus} />
      {problem && !standsBeside(problem, NAMES) && <NotSaved problem={problem} shown={NAMES} />}
      {save.isSuccess && !problem && <Notice tone="ok" title={words.saved} alert />}
      <div className="cluster">
        <Button look="primary" type="submit" busy={save.isPending}>
          {save.isPending ? words.saving : words.save}
        </Button>
      </div>
    </form>
  );
}

interface FieldWords {
  readonly label: string;
  readonly unit: string;
  readonly hint: string;
}

const staleWords: FieldWords = { label: words.stale, unit: words.staleUnit, hint: words.staleHint };
const retryWords: FieldWords = { label: words.retry, unit: words.retryUnit, hint: words.retryHint(RETRIES_MAX) };
const cancelWords: FieldWords = {
  label: words.cancelAfter,
  unit: words.cancelAfterUnit,
  hint: words.cancelAfterHint,
};

interface NumberFieldProps {
  readonly name: string;
  readonly words: FieldWords;
  readonly problem: Problem | null;
  readonly value: string | number;
}

function NumberField({ name, words: said, problem, value }: NumberFieldProps) {
  const id = useId();
  const error = problem?.fields[name];
  return (
    <Field id={id} label={`${said.label} (${said.unit})`} hint={said.hint} error={error}>
      <Input
        id={id}
        name={name}
        inputMode="numeric"
        autoComplete="off"
        defaultValue={value}
        hasHint
        hasError={error !== undefined}
      />
    </Field>
  );
}

function SurplusField({ checked }: { readonly checked: boolean }) {
  const id = useId();
  return (
    <div className="checkline">
      <input id={id} type="checkbox" name="returnsSurplus" defaultChecked={checked} aria-describedby={`${id}-hint`} />
      <div>
        <label htmlFor={id}>{words.surplus}</label>
        <p className="hint" id={`${id}-hint`}>
          {words.surplusHint}
        </p>
      </div>
    </div>
  );
}

const WHOLE = /^[0-9]{1,9}$/;

function readChoices(typed: Typed): (Choices & { readonly returnsSurplus: boolean }) | Problem {
  const { staleAfterMinutes: stale = '', retryAfterHours: hours = '', cancelAfterSeconds: cancel = '' } = typed;
  if (!WHOLE.test(stale.trim())) return mistakeIn('staleAfterMinutes', words.wholeNumber);
  const parts = hours.split(/[\s,]+/).filter((part) => part !== '');
  if (!parts.every((part) => WHOLE.test(part))) return mistakeIn('retryAfterHours', words.retryWrong);
  const seconds = cancel.trim();
  if (seconds !== '' && !WHOLE.test(seconds)) return mistakeIn('cancelAfterSeconds', words.wholeNumber);
  const choices = {
    staleAfterMinutes: Number(stale),
    retryAfterHours: parts.map(Number),
    cancelAfterSeconds: seconds === '' ? null : Number(seconds),
  };
  const [wrong] = Object.entries(choiceProblems(choices));
  if (wrong) return mistakeIn(...wrong);
  return { ...choices, returnsSurplus: typed.returnsSurplus !== undefined };
}
