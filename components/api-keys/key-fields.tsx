/**
 * What is asked of whoever makes a key.
 */
import { useId } from 'react';
import type { Problem } from '@/components/read-json';
import { Field } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { Input, Select } from '@/components/ui/input';
import { KEY_DAYS_OFFERED, KEY_NAME_MAX } from '@/lib/auth/bounds';
import { apiKeys } from '@/messages/en/api-keys';
import { SCOPES, scopeWords } from './scope-words';

const words = apiKeys.create;

interface KeyFieldsProps {
  readonly problem: Problem | null;
}

export function KeyFields({ problem }: KeyFieldsProps) {
  const id = useId();
  const { name, expiresInDays } = problem?.fields ?? {};
  return (
    <>
      <Field id={`${id}-name`} label={words.name} hint={words.nameHint} error={name}>
        <Input
          id={`${id}-name`}
          name="name"
          maxLength={KEY_NAME_MAX}
          autoComplete="off"
          hasHint
          hasError={name !== undefined}
        />
      </Field>
      <ScopeFields error={problem?.fields.scopes} />
      <Field id={`${id}-expires`} label={words.expires} hint={words.expiresHint} error={expiresInDays}>
        <Select id={`${id}-expires`} name="expiresInDays" hasHint hasError={expiresInDays !== undefined}>
          <option value="">{words.never}</option>
          {KEY_DAYS_OFFERED.map((days) => (
            <option key={days} value={days}>
              {words.days(days)}
            </option>
          ))}
        </Select>
      </Field>
    </>
  );
}

function ScopeFields({ error }: { readonly error: string | undefined }) {
  const id = useId();
  return (
    <fieldset className="field" aria-describedby={error === undefined ? undefined : `${id}-error`}>
      <legend className="label">{words.scopes}</legend>
      <div className="mt-1 grid gap-3">
        {SCOPES.map((scope) => (
          <div className="checkline" key={scope}>
            <input
              id={`${id}-${scope}`}
              type="checkbox"
              name={`scope.${scope}`}
              aria-describedby={`${id}-${scope}-hint`}
              aria-invalid={error === undefined ? undefined : true}
            />
            <div>
              <label htmlFor={`${id}-${scope}`}>
                {scopeWords(scope).name}
                {scopeWords(scope).name.toLowerCase() !== scope && (
                  <>
                    {' '}
                    <code className="id faint">{scope}</code>
                  </>
                )}
              </label>
              <p className="hint" id={`${id}-${scope}-hint`}>
                {scopeWords(scope).text}
              </p>
            </div>
          </div>
        ))}
      </div>
      {error !== undefined && (
        <p className="error" id={`${id}-error`}>
          <Icon name="bad" />
          {error}
        </p>
      )}
    </fieldset>
  );
}
