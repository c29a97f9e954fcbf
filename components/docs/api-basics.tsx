/** What holds for every call of the API. */
import type { ReactNode } from 'react';
import type { ReferenceView } from '@/lib/api/reference-view';
import { apiDocs as words, type ApiFacts } from '@/messages/en/api-docs';
import { Example } from './call-section';
import { CodeBlock } from './code-block';
import { ProblemTable } from './problem-table';
import { Prose } from './prose';

interface ApiBasicsProps {
  readonly facts: ApiFacts;
  readonly reference: ReferenceView;
}

/** The order on the page and in the contents. */
export const BASICS = ['start', 'amounts', 'idempotency', 'waiting', 'problems', 'lists', 'rate', 'webhooks'] as const;

type Basic = (typeof BASICS)[number];

export function ApiBasics({ facts, reference }: ApiBasicsProps) {
  const extra: Partial<Record<Basic, ReactNode>> = {
    start: <CodeBlock title={words.start.terminal} text={words.start.shell(facts)} />,
    problems: <Problems reference={reference} />,
  };
  return BASICS.map((basic) => {
    const { title, text } = words[basic];
    return (
      <section className="basic" key={basic} aria-labelledby={basic}>
        <h3 id={basic}>
          <a href={`#${basic}`}>{title}</a>
        </h3>
        {(typeof text === 'function' ? text(facts) : text).map((paragraph) => (
          <p key={paragraph}>
            <Prose text={paragraph} />
          </p>
        ))}
        {extra[basic]}
      </section>
    );
  });
}

function Problems({ reference }: { readonly reference: ReferenceView }) {
  return (
    <>
      <p className="quiet">{words.problems.example}</p>
      <Example example={reference.problemExample} />
      <ProblemTable caption={words.problems.caption} problems={reference.problems} />
    </>
  );
}
