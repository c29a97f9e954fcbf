/** The page of the REST API: contents beside it, or behind a button where there is no room. It needs no script. */
import Link from 'next/link';
import { LinkButton } from '@/components/ui/link-button';
import type { ReferenceView } from '@/lib/api/reference-view';
import { apiDocs as words, type ApiFacts } from '@/messages/en/api-docs';
import { ApiBasics, BASICS } from './api-basics';
import { CallSection } from './call-section';
import { FieldTable } from './field-table';
import { Prose } from './prose';

interface ApiReferenceProps {
  readonly merchant: string;
  readonly facts: ApiFacts;
  readonly reference: ReferenceView;
}

export function ApiReference({ merchant, facts, reference }: ApiReferenceProps) {
  return (
    <div className="docs">
      <header className="docs__top">
        <Link className="brand" href="/" prefetch={false}>
          {merchant}
        </Link>
        <LinkButton outside look="bare" href="/api/v1/openapi.json">
          {words.document}
        </LinkButton>
      </header>
      <nav className="docs__side" aria-label={words.contents}>
        <Contents reference={reference} />
      </nav>
      <details className="docs__menu">
        <summary>{words.contents}</summary>
        <nav aria-label={words.contents}>
          <Contents reference={reference} />
        </nav>
      </details>
      <main className="docs__main" id="main">
        <header className="docs__head">
          <h1>{words.title}</h1>
          <p>{words.lead}</p>
        </header>
        <section className="docs__part">
          <h2>{words.basics}</h2>
          <ApiBasics facts={facts} reference={reference} />
        </section>
        {reference.groups.map(({ tag, calls }) => (
          <section className="docs__part" key={tag}>
            <h2>{tag}</h2>
            {calls.map((call) => (
              <CallSection key={call.name} call={call} />
            ))}
          </section>
        ))}
        <Objects reference={reference} />
      </main>
    </div>
  );
}

function Contents({ reference }: { readonly reference: ReferenceView }) {
  const groups = [
    { title: words.basics, links: BASICS.map((basic) => ({ href: `#${basic}`, text: words[basic].title })) },
    ...reference.groups.map(({ tag, calls }) => ({
      title: tag,
      links: calls.map(({ name, summary }) => ({ href: `#${name}`, text: summary })),
    })),
    { title: words.objects, links: reference.objects.map(({ name }) => ({ href: `#${name}`, text: name })) },
  ];
  return groups.map(({ title, links }) => (
    <div className="docs__group" key={title}>
      <p>{title}</p>
      <ul>
        {links.map(({ href, text }) => (
          <li key={href}>
            <a href={href}>{text}</a>
          </li>
        ))}
      </ul>
    </div>
  ));
}

function Objects({ reference }: { readonly reference: ReferenceView }) {
  return (
    <section className="docs__part">
      <h2>{words.objects}</h2>
      {reference.objects.map(({ name, description, fields }) => (
        <article className="basic" key={name} aria-labelledby={name}>
          <h3 id={name}>
            <a href={`#${name}`}>{name}</a>
          </h3>
          {description && (
            <p>
              <Prose text={description} />
            </p>
          )}
          <FieldTable caption={words.objectFields(name)} fields={fields} />
        </article>
      ))}
    </section>
  );
}
