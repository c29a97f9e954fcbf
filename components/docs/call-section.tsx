/** One call: what it does and takes on the left, how it looks on the right. */
import type { CallView, ExampleView } from '@/lib/api/reference-view';
import { apiDocs as words } from '@/messages/en/api-docs';
import { CodeBlock } from './code-block';
import { FieldTable } from './field-table';
import { ProblemTable } from './problem-table';
import { Prose } from './prose';

export function CallSection({ call }: { readonly call: CallView }) {
  const fields = [...call.parameters, ...call.body.map((field) => ({ ...field, place: 'body' as const }))];
  return (
    <article className="call" aria-labelledby={call.name}>
      <div className="call__text">
        <h3 id={call.name}>
          <a href={`#${call.name}`}>{call.summary}</a>
        </h3>
        <p className="call__line">
          <span>{call.method}</span> <code>/api/v1{call.path}</code>
        </p>
        {call.description && (
          <p>
            <Prose text={call.description} />
          </p>
        )}
        <p className="quiet">
          <Prose text={words.scopes(call.scopes)} />
        </p>
        {fields.length > 0 && <FieldTable caption={words.fieldsOf(call.summary)} fields={fields} />}
        <Answers call={call} />
        <Problems call={call} />
      </div>
      <div className="call__samples">
        {call.examples.map((example) => (
          <Example key={example.curl} example={example} />
        ))}
      </div>
    </article>
  );
}

function Answers({ call }: { readonly call: CallView }) {
  return (
    <>
      <h4>{words.answers}</h4>
      <ul className="answers">
        {call.answers.map(({ status, description, object }) => (
          <li key={status}>
            <code>{status}</code> {description}{' '}
            {object && (
              <>
                {words.gives} <ObjectName name={object} />.
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** A list names what it is a list of. */
function ObjectName({ name }: { readonly name: string }) {
  const one = name.replace(/List$/, '');
  return (
    <>
      <a href={`#${one}`}>{one}</a>
      {one !== name && '[]'}
    </>
  );
}

function Problems({ call }: { readonly call: CallView }) {
  const everyones = <a href="#problems">{words.ofEveryCall}</a>;
  if (call.problems.length === 0) return <p className="quiet">{everyones}</p>;
  return (
    <>
      <ProblemTable caption={words.problemsOf(call.summary)} problems={call.problems} />
      <p className="quiet">
        {words.and} {everyones}
      </p>
    </>
  );
}

export function Example({ example }: { readonly example: ExampleView }) {
  return (
    <div className="example">
      {example.about && <p className="quiet">{example.about}</p>}
      <CodeBlock title={words.request} text={example.curl} />
      <CodeBlock title={words.answer(example.status)} text={example.answer ?? words.emptyAnswer} />
    </div>
  );
}
