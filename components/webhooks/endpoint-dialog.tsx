'use client';
/**
 * The dialog that adds an endpoint or changes one: its address, what it is, which events it is told.
 */
import { useId } from 'react';
import { ActDialog, mistakeIn, type Typed } from '@/components/act-dialog';
import type { Problem } from '@/components/read-json';
import { Field } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { Input } from '@/components/ui/input';
import { DESCRIPTION_LENGTH_MAX, URL_LENGTH_MAX } from '@/lib/webhooks/bounds';
import type { WebhookEndpointView } from '@/lib/webhooks/views';
import { messages } from '@/messages';
import type { EndpointTyped } from './webhook-query';
import { EVENTS } from './webhook-words';

const words = messages.webhooks.form;

type Known = Pick<WebhookEndpointView, 'url' | 'description' | 'events'>;

interface EndpointDialogProps<Answer> {
  /** Absent where it is added. */
  readonly endpoint?: Known;
  readonly act: (input: EndpointTyped) => Promise<Answer>;
  readonly onDone: (answer: Answer) => void;
  readonly onClose: () => void;
  readonly onFailed: () => void;
}

export function EndpointDialog<Answer>({ endpoint, act, ...ends }: EndpointDialogProps<Answer>) {
  return (
    <ActDialog
      title={endpoint ? words.changeTitle : words.createTitle}
      label={endpoint ? words.change : words.create}
      safe={endpoint ? words.changeSafe : words.createSafe}
      act={(typed) => act(readTyped(typed))}
      {...ends}
      consequences={endpoint ? words.changeConsequences : words.createConsequences}
      names={['url', 'description', 'events']}
      check={(typed) => (readTyped(typed).events.length === 0 ? mistakeIn('events', words.eventsMissing) : null)}
      fields={(problem) => <EndpointFields endpoint={endpoint} problem={problem} />}
    />
  );
}

function readTyped(typed: Typed): EndpointTyped {
  const { url = '', description = '' } = typed;
  return { url, description, events: EVENTS.filter((event) => typed[event] !== undefined) };
}

function EndpointFields({
  endpoint,
  problem,
}: {
  readonly endpoint: Known | undefined;
  readonly problem: Problem | null;
}) {
  const [urlId, descriptionId] = [useId(), useId()];
  const { url, description, events } = problem?.fields ?? {};
  return (
    <>
      <Field id={urlId} label={words.url} hint={words.urlHint} error={url}>
        <Input
          id={urlId}
          name="url"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          maxLength={URL_LENGTH_MAX}
          placeholder="https://"
          defaultValue={endpoint?.url}
          hasHint
          hasError={url !== undefined}
        />
      </Field>
      <Field id={descriptionId} label={words.description} hint={words.descriptionHint} error={description}>
        <Input
          id={descriptionId}
          name="description"
          autoComplete="off"
          maxLength={DESCRIPTION_LENGTH_MAX}
          defaultValue={endpoint?.description}
          hasHint
          hasError={description !== undefined}
        />
      </Field>
      <EventFields chosen={endpoint?.events ?? EVENTS} error={events} />
    </>
  );
}

function EventFields({ chosen, error }: { readonly chosen: readonly string[]; readonly error: string | undefined }) {
  const id = useId();
  return (
    <fieldset className="field" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="strong">{words.events}</legend>
      <div className="grid gap-1">
        {EVENTS.map((event) => (
          <label key={event} className="checkline">
            <input
              type="checkbox"
              name={event}
              defaultChecked={chosen.includes(event)}
              aria-invalid={error ? true : undefined}
            />
            <span>
              {messages.webhooks.events[event]} <span className="id faint">{event}</span>
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p className="error" id={`${id}-error`}>
          <Icon name="bad" />
          {error}
        </p>
      )}
    </fieldset>
  );
}
