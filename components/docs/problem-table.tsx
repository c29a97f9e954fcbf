/** Problems by type and status, and what each says. */
import { Fragment } from 'react';
import type { ProblemView } from '@/lib/api/reference-view';
import { apiDocs } from '@/messages/en/api-docs';

const words = apiDocs.problems;

/** A long name breaks between its words. */
function Breakable({ text }: { readonly text: string }) {
  return text.split('_').map((word, place) => (
    <Fragment key={`${place} ${word}`}>
      {place > 0 && (
        <>
          _<wbr />
        </>
      )}
      {word}
    </Fragment>
  ));
}

interface ProblemTableProps {
  readonly caption: string;
  readonly problems: readonly ProblemView[];
}

export function ProblemTable({ caption, problems }: ProblemTableProps) {
  return (
    <table className="fields fields--problems" role="table">
      <caption className="sr">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            {words.code}
          </th>
          <th role="columnheader" scope="col">
            {words.status}
          </th>
          <th role="columnheader" scope="col">
            {words.sentence}
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {problems.map(({ code, status, sentence }) => (
          <tr role="row" key={code}>
            <th role="rowheader" scope="row">
              <code>
                <Breakable text={code} />
              </code>
            </th>
            <td role="cell">{status}</td>
            <td role="cell">{sentence}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
