'use client';
/**
 * The owner's colour. Whether it can carry text is said beside the field before it is sent; the door has the last word.
 */
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useId, useRef, useState } from 'react';
import { mistakeIn, problemOf, typedIn } from '@/components/act-dialog';
import { standsBeside, type Problem } from '@/components/read-json';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { accentProblem, writtenAccent } from '@/lib/kit/accent';
import { messages } from '@/messages';
import { NotSaved } from './not-saved';
import { changeLook } from './settings-query';

const words = messages.settings.look;
const NAMES = ['accent'];

export function LookForm({ accent }: { readonly accent: string | null }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const [mistake, setMistake] = useState<Problem | null>(null);
  const save = useMutation({ mutationFn: changeLook, onSuccess: () => router.refresh() });
  const problem = mistake ?? problemOf(save.error);
  const error = problem?.fields.accent;

  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);

  const submit = () => {
    if (save.isPending || !form.current) return;
    const typed = writtenAccent(typedIn(form.current).accent ?? '');
    const why = typed === '' ? null : accentProblem(typed);
    setMistake(why === null ? null : mistakeIn('accent', why));
    if (why === null) save.mutate({ accent: typed });
    else save.reset();
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
      <Field id={id} label={words.accent} hint={words.accentHint} error={error}>
        <Input
          id={id}
          name="accent"
          autoComplete="off"
          spellCheck={false}
          maxLength={24}
          defaultValue={accent ?? ''}
          hasHint
          hasError={error !== undefined}
        />
      </Field>
      {problem && !standsBeside(problem, NAMES) && <NotSaved problem={problem} shown={NAMES} />}
      {save.isSuccess && !problem && <Notice tone="ok" title={words.saved} alert />}
      <div className="cluster">
        <Button type="submit" busy={save.isPending}>
          {save.isPending ? words.saving : words.save}
        </Button>
      </div>
    </form>
  );
}
