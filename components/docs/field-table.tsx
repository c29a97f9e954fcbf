/** Fields by name, type and meaning. On phones each becomes a block; the roles are written out because `display` takes them away. */
import type { FieldView, ParameterView } from '@/lib/api/reference-view';
import { apiDocs as words } from '@/messages/en/api-docs';
import { Prose } from './prose';

interface FieldTableProps {
  readonly caption: string;
  readonly fields: readonly (FieldView & { readonly place?: ParameterView['place'] | 'body' })[];
}

export function FieldTable({ caption, fields }: FieldTableProps) {
  return (
    <table className="fields" role="table">
      <caption className="sr">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            {words.field}
          </th>
          <th role="columnheader" scope="col">
            {words.type}
          </th>
          <th role="columnheader" scope="col">
            {words.what}
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {fields.map((field) => (
          <tr role="row" key={`${field.place ?? ''} ${field.name}`}>
            <th role="rowheader" scope="row">
              <code>{field.name}</code>
              {field.place && <span className="fields__place">{words[field.place]}</span>}
            </th>
            <td role="cell">
              {field.type}
              {field.place && field.required && <span className="fields__must">{words.required}</span>}
            </td>
            <td role="cell">
              {field.description && <Prose text={field.description} />}{' '}
              {field.bounds && (
                <span className="faint">
                  <Prose text={field.bounds} />
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
