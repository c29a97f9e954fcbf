/**
 * A dense table that becomes a list of cards on phones. The roles are written out because `display` would otherwise take
 * them away; the caption is what a screen reader says first.
 */
import clsx from 'clsx';
import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly key: string;
  readonly head: string;
  /** On the head and on each cell: `r`, `amtcell`, `late`, `right`, `hide`, `full`, `dim`, `cut`. */
  readonly className?: string;
  readonly cell: (row: Row) => ReactNode;
  /** A class for this row's cell only, as `hide` where there is nothing to show on a card. */
  readonly cellClass?: (row: Row) => string | undefined;
  /** The cell names its row. */
  readonly header?: boolean;
}

interface DataTableProps<Row extends { readonly id: string }> {
  readonly caption: ReactNode;
  /** Names the scrolling region. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

export function DataTable<Row extends { readonly id: string }>({ caption, label, columns, rows }: DataTableProps<Row>) {
  return (
    <section className="tablewrap" tabIndex={0} aria-label={label}>
      <table className="rows rows--cards rows--slim" role="table">
        <caption className="sr">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.key} role="columnheader" scope="col" className={column.className}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={row.id} role="row">
              {columns.map((column) => {
                const className = clsx(column.className, column.cellClass?.(row)) || undefined;
                return column.header ? (
                  <th key={column.key} role="rowheader" scope="row" className={className}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} role="cell" className={className}>
                    {column.cell(row)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
