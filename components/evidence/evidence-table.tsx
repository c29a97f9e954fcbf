/**
 * Messages between us and Alipay, the newest first, to pick one whose signature is to be examined.
 */
import Link from 'next/link';
import { DataTable, type Column } from '@/components/ui/data-table';
import { shortId } from '@/components/ui/short-id';
import { Time, ZoneName } from '@/components/ui/time';
import type { EvidenceRow } from '@/lib/evidence/views';
import { signatureLab } from '@/messages/en/signature-lab';
import { examinationAddress, messageName, RowVerdict } from './row-verdict';

const words = signatureLab.list;

const columns: readonly Column<EvidenceRow>[] = [
  { key: 'verdict', head: words.columns.verdict, cell: ({ verdict }) => <RowVerdict verdict={verdict} /> },
  {
    key: 'message',
    head: words.columns.message,
    className: 'right cut',
    cell: (row) => messageName(row),
  },
  {
    key: 'id',
    head: words.columns.id,
    className: 'dim',
    header: true,
    cell: ({ id, direction }) =>
      direction === null ? (
        <span className="faint">{words.notKept}</span>
      ) : (
        <Link className="id" href={examinationAddress(id, direction)} prefetch={false} title={id}>
          {shortId(id)}
        </Link>
      ),
  },
  {
    key: 'about',
    head: words.columns.about,
    className: 'late dim hide',
    cell: ({ subject }) =>
      subject === null ? (
        <span className="faint">{words.nothing}</span>
      ) : (
        <span className="id" title={subject}>
          {shortId(subject)}
        </span>
      ),
  },
  {
    key: 'code',
    head: words.columns.code,
    className: 'hide cut',
    cell: ({ resultCode }) => resultCode !== null && <span className="id">{resultCode}</span>,
  },
  { key: 'when', head: words.columns.when, className: 'r right dim', cell: ({ at }) => <Time at={at} form="minute" /> },
];

interface EvidenceTableProps {
  readonly rows: readonly EvidenceRow[];
  /** Now, for the offset of the zone in the caption. */
  readonly at: string;
}

export function EvidenceTable({ rows, at }: EvidenceTableProps) {
  return (
    <DataTable
      label={words.scrolls}
      caption={
        <>
          {words.caption} <ZoneName at={at} />
        </>
      }
      columns={columns}
      rows={rows}
    />
  );
}
