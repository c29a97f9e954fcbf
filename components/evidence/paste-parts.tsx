/**
 * The two ways to paste a message: as one text, or as the fields that are signed. The browser keeps what is typed; each field shows
 * what was wrong with it.
 */
import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { TextArea } from '@/components/ui/text-area';
import type { KeptInput } from '@/lib/evidence/input';
import { signatureLab } from '@/messages/en/signature-lab';

const words = signatureLab.form;

interface PartProps {
  readonly problems: Readonly<Record<string, string>>;
}

/** A paste is read letter by letter; nobody corrects it. */
const literal = { autoComplete: 'off', autoCapitalize: 'off', autoCorrect: 'off', spellCheck: false } as const;

const MESSAGE_ROWS = 14;
const BODY_ROWS = 8;

/** What a message may be, the likeliest first. */
export const DIRECTIONS = ['notification', 'response', 'request'] as const satisfies readonly KeptInput['direction'][];

const directions = DIRECTIONS.map((value) => ({ value, text: words.directions[value] }));

export function WholePart({ problems }: PartProps) {
  return (
    <>
      <Field id="whole-text" label={words.text} hint={words.textHint} error={problems.text}>
        <TextArea
          {...literal}
          code
          id="whole-text"
          name="whole-text"
          rows={MESSAGE_ROWS}
          hasHint
          hasError={problems.text !== undefined}
        />
      </Field>
      <Field id="whole-direction" label={words.what} error={problems.direction}>
        <Select
          id="whole-direction"
          name="whole-direction"
          defaultValue="tell"
          choices={[{ value: 'tell', text: words.tell }, ...directions]}
        />
      </Field>
      <Field id="whole-path" label={words.path} hint={words.wholePathHint} error={problems.path}>
        <Input {...literal} id="whole-path" name="whole-path" hasHint hasError={problems.path !== undefined} />
      </Field>
    </>
  );
}

export function FieldsPart({ problems }: PartProps) {
  const [direction, setDirection] = useState<string>('notification');
  const isAnswer = direction === 'response';
  return (
    <>
      <Field id="fields-direction" label={words.what} error={problems.direction}>
        <Select
          id="fields-direction"
          name="fields-direction"
          value={direction}
          onChange={(event) => setDirection(event.currentTarget.value)}
          choices={directions}
        />
      </Field>
      <Field
        id="fields-path"
        label={words.path}
        hint={isAnswer ? words.answerPathHint : words.pathHint}
        error={problems.path}
      >
        <Input {...literal} id="fields-path" name="fields-path" hasHint hasError={problems.path !== undefined} />
      </Field>
      <div className="pairs">
        <PlainField name="clientId" label={words.clientId} problems={problems} />
        <PlainField name="time" label={isAnswer ? words.responseTime : words.requestTime} problems={problems} />
      </div>
      <PlainField name="signature" label={words.signature} problems={problems} />
      <Field id="fields-body" label={words.body} hint={words.bodyHint} error={problems.body}>
        <TextArea
          {...literal}
          code
          id="fields-body"
          name="fields-body"
          rows={BODY_ROWS}
          hasHint
          hasError={problems.body !== undefined}
        />
      </Field>
      <Field id="fields-bodyIs" label={words.bodyIs}>
        <Select
          id="fields-bodyIs"
          name="fields-bodyIs"
          defaultValue="text"
          choices={[
            { value: 'text', text: words.bodyText },
            { value: 'base64', text: words.bodyBase64 },
          ]}
        />
      </Field>
    </>
  );
}

interface PlainFieldProps extends PartProps {
  readonly name: 'clientId' | 'time' | 'signature';
  readonly label: string;
}

function PlainField({ name, label, problems }: PlainFieldProps) {
  const id = `fields-${name}`;
  return (
    <Field id={id} label={label} error={problems[name]}>
      <Input {...literal} id={id} name={id} hasError={problems[name] !== undefined} />
    </Field>
  );
}
