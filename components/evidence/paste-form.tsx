'use client';
/**
 * A pasted message, whole or field by field. Both forms stay as they were typed, whatever is chosen or refused; nothing is sent
 * anywhere but to the examination, and nothing of it is kept.
 */
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { PastedInput } from '@/lib/evidence/input';
import { signatureLab } from '@/messages/en/signature-lab';
import { Examined } from './examined';
import { HowToCopy } from './how-to-copy';
import { useExamine } from './lab-query';
import { DIRECTIONS, FieldsPart, WholePart } from './paste-parts';

const words = signatureLab.form;

type Way = PastedInput['from'];

const ways: readonly Way[] = ['whole', 'fields'];

export function PasteForm() {
  const [way, setWay] = useState<Way>('whole');
  const examine = useExamine();
  // What was wrong with one form is none of the other's business.
  const problem = examine.variables?.from === way ? examine.error : null;

  const form = useRef<HTMLFormElement>(null);
  // On a phone the field may be far above the button.
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!examine.isPending) examine.mutate(inputOf(way, event.currentTarget));
  };

  return (
    <div className="lab">
      <form className="stack" ref={form} onSubmit={submit} noValidate>
        {problem && (
          <Notice tone="bad" title={problem.title} alert>
            <p>{Object.keys(problem.fields).length === 0 ? problem.detail : words.nothingLost}</p>
          </Notice>
        )}
        <fieldset className="seg">
          <legend className="sr">{words.ways}</legend>
          {ways.map((one) => (
            <label key={one}>
              <input type="radio" name="way" value={one} checked={way === one} onChange={() => setWay(one)} />
              <span>{words[one]}</span>
            </label>
          ))}
        </fieldset>
        <div className="stack" hidden={way !== 'whole'}>
          <WholePart problems={problem?.fields ?? {}} />
        </div>
        <div className="stack" hidden={way !== 'fields'}>
          <FieldsPart problems={problem?.fields ?? {}} />
        </div>
        <div className="cluster">
          <Button type="submit" look="primary" busy={examine.isPending}>
            {examine.isPending ? words.busy : words.submit}
          </Button>
          <span className="faint t12">{words.privacy}</span>
        </div>
      </form>
      {examine.data ? <Examined key={examine.submittedAt} examination={examine.data} beside="form" /> : <HowToCopy />}
    </div>
  );
}

function inputOf(way: Way, form: HTMLFormElement): PastedInput {
  const data = new FormData(form);
  const field = (name: string) => {
    const value = data.get(`${way}-${name}`);
    return typeof value === 'string' ? value : '';
  };
  const direction = DIRECTIONS.find((known) => known === field('direction'));
  if (way === 'whole') {
    return { from: 'whole', text: field('text'), direction: direction ?? 'tell', path: field('path') };
  }
  return {
    from: 'fields',
    direction: direction ?? 'notification',
    path: field('path'),
    clientId: field('clientId'),
    time: field('time'),
    signature: field('signature'),
    body: field('body'),
    bodyIs: field('bodyIs') === 'base64' ? 'base64' : 'text',
  };
}
