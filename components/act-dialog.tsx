'use client';
/**
 * The dialog before an act that moves money or ends something: its fields, what it brings about, the password where the
 * sum asks for it, the safe way out and the act itself. A refusal leaves all that was typed where it was, with its reason
 * beside the field it is about.
 */
import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { messages } from '@/messages';
import { Problem, standsBeside, unshown } from './read-json';
import { Button } from './ui/button';
import { Dialog } from './ui/dialog';
import { Field } from './ui/field';
import { Input } from './ui/input';
import { LiveRegion } from './ui/live-region';
import { Notice } from './ui/notice';

const words = messages.dialogs;

export type Typed = Readonly<Record<string, string>>;

export interface ActDialogProps<Answer> {
  readonly title: string;
  /** What the confirming button says: verb, object, amount. */
  readonly label: string;
  /** What the way out says: that nothing is done. */
  readonly safe: string;
  readonly act: (typed: Typed) => Promise<Answer>;
  readonly onDone: (answer: Answer) => void;
  readonly onClose: () => void;
  /** Left after a failure: looks at the page again, for what was lost may be done, and what was refused is shown wrong there. */
  readonly onFailed: () => void;
  /** It cannot be undone: the confirming button is red, and so is what stands before the consequences. */
  readonly final?: boolean;
  /** What happens, the weightiest first. */
  readonly consequences?: readonly string[];
  /** The sum asks for it; the server may ask for it all the same. */
  readonly asksPassword?: boolean;
  readonly passwordHint?: string;
  /** What to do when no answer came, where pressing again would do it twice. */
  readonly unknown?: string;
  /** The names of the fields that `fields` shows. */
  readonly names?: readonly string[];
  readonly fields?: (problem: Problem | null) => ReactNode;
  /** Says what is wrong before anything is sent; null when nothing is. */
  readonly check?: (typed: Typed) => Problem | null;
}

export function ActDialog<Answer>(props: ActDialogProps<Answer>) {
  const { title, label, safe, act, onDone, final = false, consequences = [], names = [] } = props;
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [mistake, setMistake] = useState<Problem | null>(null);
  // Forgotten with the dialog: a password was typed in it, and an answer may hold a secret.
  const doing = useMutation({ mutationFn: act, onSuccess: onDone, gcTime: 0 });
  const problem = mistake ?? problemOf(doing.error);
  const [askedByServer, setAskedByServer] = useState(false);
  const asksPassword = props.asksPassword === true || askedByServer;
  const shown = [...names, 'password'];

  // While it renders, so that the field is there when the focus goes to it.
  if (problem?.fields.password !== undefined && !askedByServer) setAskedByServer(true);
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);

  const submit = () => {
    if (doing.isPending || !form.current) return;
    const typed = typedIn(form.current);
    const wrong = props.check?.(typed) ?? null;
    setMistake(wrong);
    if (!wrong) doing.mutate(typed);
  };

  const leave = () => {
    if (doing.isPending) return;
    props.onClose();
    // Not before: what is found there could take the dialog away, and with it what it says.
    if (doing.isError) props.onFailed();
  };

  return (
    <Dialog title={title} onClose={leave} busy={doing.isPending}>
      <form
        ref={form}
        id={formId}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="dialog__body">
          {props.fields?.(problem)}
          {consequences.length > 0 && <Consequences lines={consequences} final={final} />}
          {asksPassword && <PasswordField problem={problem} hint={props.passwordHint} />}
          {problem && !standsBeside(problem, shown) && (
            <Refused problem={problem} shown={shown} unknown={props.unknown} />
          )}
        </div>
        <div className="dialog__foot">
          <Button data-safe onClick={leave}>
            {safe}
          </Button>
          <Button look={final ? 'final' : 'primary'} type="submit" busy={doing.isPending}>
            {label}
          </Button>
        </div>
        <LiveRegion>{doing.isPending ? words.working : ''}</LiveRegion>
      </form>
    </Dialog>
  );
}

function Consequences({ lines, final }: { readonly lines: readonly string[]; readonly final: boolean }) {
  return (
    <div className={final ? 'consequence' : 'consequence consequence--calm'} aria-live="polite">
      {lines.map((line, place) => (
        <p key={line} className={place === 0 ? 'strong' : undefined}>
          {line}
        </p>
      ))}
    </div>
  );
}

function PasswordField({ problem, hint }: { readonly problem: Problem | null; readonly hint: string | undefined }) {
  const id = useId();
  const error = problem?.fields.password;
  const said = hint ?? words.passwordHint;
  return (
    <Field id={id} label={words.password} hint={said} error={error}>
      <Input
        id={id}
        name="password"
        type="password"
        autoComplete="current-password"
        hasHint
        hasError={error !== undefined}
      />
    </Field>
  );
}

interface RefusedProps {
  readonly problem: Problem;
  /** The fields that say themselves what is wrong with them. */
  readonly shown: readonly string[];
  readonly unknown: string | undefined;
}

function Refused({ problem, shown, unknown = words.unknown }: RefusedProps) {
  return (
    <Notice
      tone={problem.known ? 'bad' : 'warn'}
      title={problem.known ? problem.title : messages.dialogs.unknownTitle}
      alert
    >
      <p>{problem.known ? problem.detail : unknown}</p>
      {unshown(problem, shown).map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Notice>
  );
}

/** Anything but a `Problem` is a bug of ours, and nobody knows then what was done. */
export function problemOf(error: Error | null): Problem | null {
  if (error === null || error instanceof Problem) return error;
  return new Problem(words.unknownTitle, words.unknown, 0, false);
}

/** A form's fields as text; files are none of ours. */
export function typedIn(form: HTMLFormElement): Typed {
  const typed: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') typed[name] = value;
  return typed;
}

/** What was typed wrong, found before anything was sent. */
export function mistakeIn(field: string, what: string): Problem {
  return new Problem('', '', 422, true, 'invalid_input', { [field]: what });
}
