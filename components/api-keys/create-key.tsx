'use client';
/**
 * Makes a key: its name, what it may do, until when. Afterwards the key is shown, once.
 */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActDialog, mistakeIn, type Typed } from '@/components/act-dialog';
import type { Problem } from '@/components/read-json';
import { Button } from '@/components/ui/button';
import { apiKeys } from '@/messages/en/api-keys';
import { createKey, type KeyMade } from './api-key-query';
import { KeyFields } from './key-fields';
import { KeyShown } from './key-shown';
import { SCOPES, type Scope } from './scope-words';

const words = apiKeys.create;

const NAMES = ['name', 'scopes', 'expiresInDays'] as const;

type Stage =
  { readonly at: 'list' } | { readonly at: 'form' } | ({ readonly at: 'made'; readonly name: string } & KeyMade);

export function CreateKey() {
  const router = useRouter();
  const [stage, setStage] = useState<Stage>({ at: 'list' });
  const close = () => setStage({ at: 'list' });
  return (
    <>
      <Button look="primary" onClick={() => setStage({ at: 'form' })}>
        {words.button}
      </Button>
      {stage.at === 'form' && (
        <ActDialog
          title={words.title}
          label={words.act}
          safe={words.safe}
          act={async (typed: Typed) => ({ name: nameIn(typed), ...(await createKey(inputOf(typed))) })}
          onDone={(made) => setStage({ at: 'made', ...made })}
          onClose={close}
          onFailed={() => router.refresh()}
          asksPassword
          passwordHint={words.passwordHint}
          unknown={words.unknown}
          names={NAMES}
          check={mistakeOf}
          fields={(problem) => <KeyFields problem={problem} />}
        />
      )}
      {stage.at === 'made' && (
        <KeyShown
          name={stage.name}
          text={stage.key}
          onClose={() => {
            close();
            router.refresh();
          }}
        />
      )}
    </>
  );
}

const nameIn = ({ name = '' }: Typed): string => name.trim();

const scopesIn = (typed: Typed): Scope[] => SCOPES.filter((scope) => typed[`scope.${scope}`] !== undefined);

function mistakeOf(typed: Typed): Problem | null {
  if (nameIn(typed) === '') return mistakeIn('name', words.nameMissing);
  if (scopesIn(typed).length === 0) return mistakeIn('scopes', words.scopesMissing);
  return null;
}

function inputOf(typed: Typed) {
  const { expiresInDays = '', password = '' } = typed;
  return {
    name: nameIn(typed),
    scopes: scopesIn(typed),
    expiresInDays: expiresInDays === '' ? null : Number(expiresInDays),
    password,
  };
}
