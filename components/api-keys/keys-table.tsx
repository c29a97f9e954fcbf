'use client';
/**
 * The keys, newest first: which one, whether it works, what it may do, by whom, and until when.
 */
import { DataTable, type Column } from '@/components/ui/data-table';
import { Time, ZoneName } from '@/components/ui/time';
import type { ApiKeyView } from '@/lib/auth/api-key-views';
import { apiKeys as words } from '@/messages/en/api-keys';
import { KeyStatus } from './key-status';
import { RevokeKey } from './revoke-key';
import { scopesText } from './scope-words';

const columns: readonly Column<ApiKeyView>[] = [
  { key: 'name', head: words.columns.name, header: true, className: 'cut', cell: ({ name }) => name },
  {
    key: 'status',
    head: words.columns.status,
    className: 'right',
    cell: ({ status }) => <KeyStatus status={status} />,
  },
  {
    key: 'prefix',
    head: words.columns.prefix,
    className: 'full',
    cell: ({ prefix }) => <code className="id">{prefix}</code>,
  },
  {
    key: 'scopes',
    head: words.columns.scopes,
    className: 'full',
    cell: ({ scopes }) => labelled(words.columns.scopes, scopesText(scopes)),
  },
  {
    key: 'made',
    head: words.columns.made,
    className: 'dim full late',
    cell: ({ createdAt, createdBy }) =>
      labelled(
        words.columns.made,
        <span>
          <Time at={createdAt} form="date" />, {createdBy}
        </span>,
      ),
  },
  {
    key: 'lastUsed',
    head: words.columns.lastUsed,
    className: 'dim full',
    cell: ({ lastUsedAt }) =>
      labelled(
        words.columns.lastUsed,
        lastUsedAt === null ? <span className="faint">{words.neverUsed}</span> : <Time at={lastUsedAt} />,
      ),
  },
  {
    key: 'ends',
    head: words.columns.ends,
    className: 'dim full',
    cell: (key) => labelled(words.columns.ends, <Ends apiKey={key} />),
  },
  {
    key: 'act',
    head: words.columns.act,
    className: 'r acts',
    cellClass: (key) => (isOver(key) ? 'hide' : undefined),
    cell: (key) => !isOver(key) && <RevokeKey apiKey={key} />,
  },
];

/** On a card, where no head stands above. */
function labelled(head: string, value: React.ReactNode) {
  return (
    <span className="lbl" data-label={head}>
      {value}
    </span>
  );
}

function Ends({ apiKey }: { readonly apiKey: ApiKeyView }) {
  const { revokedBy, revokedAt, expiresAt } = apiKey;
  if (revokedAt !== null) {
    return (
      <span title={words.by(revokedBy ?? '')}>
        {words.revoked} <Time at={revokedAt} form="date" />
      </span>
    );
  }
  return expiresAt === null ? <span className="faint">{words.noEnd}</span> : <Time at={expiresAt} form="day" />;
}

function isOver({ status }: ApiKeyView): boolean {
  return status === 'REVOKED' || status === 'EXPIRED';
}

interface KeysTableProps {
  readonly keys: readonly ApiKeyView[];
  /** Now, for the offset of the zone in the caption. */
  readonly at: string;
}

export function KeysTable({ keys, at }: KeysTableProps) {
  return (
    <DataTable
      label={words.scrolls}
      caption={
        <>
          {words.caption} <ZoneName at={at} />
        </>
      }
      columns={columns}
      rows={keys}
    />
  );
}
