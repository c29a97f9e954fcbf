/**
 * The keys of the REST API, for owners: what each may do, what happens when one is made or ends.
 */
export const apiKeys = {
  title: 'API keys',
  about:
    'A merchant’s own systems use the REST API with a key. It needs nobody’s password, so give each system its own, with only what it needs.',
  docs: 'How the API is used',

  /** By their names in the API. */
  scopes: {
    read: { name: 'Read', text: 'Look up customers, wallets, orders, refunds and events. Changes nothing.' },
    link: { name: 'Link', text: 'Name customers, send them to link a wallet, and unlink wallets.' },
    charge: {
      name: 'Debit',
      text: 'Name customers, place orders that are debited, try them again, and cancel debits.',
    },
    refund: { name: 'Refund', text: 'Give money back, by a refund or by cancelling a debit.' },
    webhooks: { name: 'Webhooks', text: 'Choose where events are sent, and send them again.' },
  },
  everything: 'Everything',

  status: { ACTIVE: 'Active', EXPIRING: 'Expires soon', EXPIRED: 'Expired', REVOKED: 'Revoked' },

  caption: 'API keys, newest first, times in',
  scrolls: 'API keys, scrolls sideways',
  columns: {
    name: 'Name',
    status: 'Status',
    prefix: 'Begins with',
    scopes: 'May',
    made: 'Made',
    lastUsed: 'Last used',
    ends: 'Ends',
    act: 'Act',
  },
  by: (who: string) => `by ${who}`,
  neverUsed: 'never',
  noEnd: 'never',
  revoked: 'revoked',

  emptyTitle: 'No key has been made yet',
  emptyText: 'Make one for each system that talks to the REST API, here or by npm run admin -- create-api-key.',
  pages: 'Pages',
  older: 'Older',
  newest: 'Newest',
  shown: (count: number) => (count === 1 ? '1 key. Times in' : `${count} keys. Times in`),

  create: {
    button: 'Make a key',
    title: 'Make an API key',
    act: 'Make this key',
    safe: 'Don’t make one',
    name: 'Name',
    nameHint: 'The system that will use it, as “Shop” or “Bookkeeping”.',
    nameMissing: 'Name the system that will use it.',
    scopes: 'What it may do',
    scopesMissing: 'Choose at least one.',
    expires: 'Expires',
    expiresHint: 'From then on requests with it are refused.',
    never: 'Never',
    days: (days: number) => (days === 365 ? 'In a year' : `In ${days} days`),
    passwordHint: 'Asked again: a key acts without anybody’s password.',
    unknown:
      'It is not known whether a key was made. Close this and look at the list: a key that nobody saw can be revoked there.',
  },

  made: {
    title: (name: string) => `The key for ${name}`,
    label: 'Key',
    once: 'Copy it now and keep it where secrets are kept.',
    onceWhy: 'It cannot be shown again: only its first letters and a fingerprint are stored.',
    copy: 'Copy the key',
    copied: 'Copied',
    selected: 'Selected. Copy it with the keyboard.',
    done: 'I have kept it',
  },

  revoke: {
    button: 'Revoke',
    label: (name: string) => `Revoke the key ${name}`,
    title: (name: string) => `Revoke the key ${name}`,
    act: 'Revoke this key',
    safe: 'Keep the key',
    consequences: (prefix: string) => [
      `Every request with the key ${prefix}… is refused from now on. The system that uses it stops at once.`,
      'Debits and refunds it asked for before go on.',
      'It cannot be undone. Make a new key for that system first if it must go on.',
    ],
  },
} as const;
