/**
 * What may differ between a message and what was signed, in words: what would have to be undone, and who probably did it. Written for
 * the merchant's engineers.
 *
 * `{between}` is the way the message took: from Alipay to us, or from us to Alipay.
 */
interface Told {
  /** After "It verifies when". */
  readonly when: string;
  /** After the colon: the likely cause. */
  readonly cause: string;
}

type ToldBy<Change extends string> = Readonly<Record<Change, Told>>;

const body = {
  last_lf_removed: { when: 'the body’s last line feed is removed', cause: 'something {between} adds one' },
  last_crlf_removed: { when: 'the body’s last line end (CR LF) is removed', cause: 'something {between} adds one' },
  last_lf_added: { when: 'a line feed is added to the body’s end', cause: 'something {between} removes it' },
  last_crlf_added: { when: 'a line end (CR LF) is added to the body’s end', cause: 'something {between} removes it' },
  last_blank_removed: { when: 'the blank at the body’s end is removed', cause: 'something {between} adds one' },
  last_nul_removed: { when: 'the NUL byte at the body’s end is removed', cause: 'something {between} adds one' },
  end_trimmed: { when: 'what is blank at the body’s end is removed', cause: 'something {between} adds it' },
  start_trimmed: { when: 'what is blank at the body’s start is removed', cause: 'something {between} adds it' },
  crlf_to_lf: { when: 'the body’s lines end in LF, not CR LF', cause: 'something {between} rewrites line ends' },
  lf_to_crlf: { when: 'the body’s lines end in CR LF, not LF', cause: 'something {between} rewrites line ends' },
  bom_removed: { when: 'the body’s byte order mark is removed', cause: 'something {between} adds one' },
  bom_added: { when: 'a byte order mark stands before the body', cause: 'something {between} removes it' },
  compact: {
    when: 'the body’s JSON is written without blanks',
    cause: 'something {between} parses the JSON and writes it anew',
  },
  one_line_spaced: {
    when: 'the body’s JSON has a blank after each colon and comma',
    cause: 'something {between} parses the JSON and writes it anew',
  },
  indented_2: {
    when: 'the body’s JSON is indented by two blanks',
    cause: 'something {between} parses the JSON and writes it anew',
  },
  indented_4: {
    when: 'the body’s JSON is indented by four blanks',
    cause: 'something {between} parses the JSON and writes it anew',
  },
  indented_tab: {
    when: 'the body’s JSON is indented by tabs',
    cause: 'something {between} parses the JSON and writes it anew',
  },
  indented_spaced_colon: {
    when: 'the body’s JSON is indented, with a blank before each colon',
    cause: 'something {between} parses the JSON and writes it anew',
  },
  slashes_unescaped: { when: 'the body writes “/” for “\\/”', cause: 'something {between} escapes slashes' },
  slashes_escaped: { when: 'the body writes “\\/” for “/”', cause: 'something {between} takes escapes away' },
  escapes_to_letters: {
    when: 'the body writes letters for their \\u escapes',
    cause: 'something {between} escapes what is not ASCII',
  },
  letters_to_escapes: {
    when: 'the body writes \\u escapes for what is not ASCII',
    cause: 'something {between} takes escapes away',
  },
  letters_to_capital_escapes: {
    when: 'the body writes \\u escapes in capitals for what is not ASCII',
    cause: 'something {between} takes escapes away',
  },
  html_letters_to_escapes: {
    when: 'the body writes \\u escapes for < > and &',
    cause: 'it was signed as Go writes JSON, and something {between} takes escapes away',
  },
  html_and_equals_to_escapes: {
    when: 'the body writes \\u escapes for < > & = and the apostrophe',
    cause: 'it was signed as Gson writes JSON, and something {between} takes escapes away',
  },
  twice_utf8_from_latin1: {
    when: 'the body is encoded in UTF-8 once, not twice',
    cause: 'something {between} takes UTF-8 for Latin-1',
  },
  twice_utf8_from_windows1252: {
    when: 'the body is encoded in UTF-8 once, not twice',
    cause: 'something {between} takes UTF-8 for Windows-1252',
  },
  latin1_to_utf8: {
    when: 'the body is encoded in UTF-8, not Latin-1',
    cause: 'something {between} changes the encoding',
  },
  composed_letters: {
    when: 'the body’s accents are composed letters (NFC)',
    cause: 'something {between} takes letters and accents apart',
  },
  decomposed_letters: {
    when: 'the body’s accents stand apart (NFD)',
    cause: 'something {between} puts letters and accents together',
  },
  quotes_unescaped: {
    when: 'the body’s quotes are not escaped',
    cause: 'it was copied out of a log, where it stands within a string',
  },
  written_anew: {
    when: 'the body is written as JSON.stringify writes it',
    cause: 'something {between} writes numbers or escapes another way',
  },
  nulls_left_out: {
    when: 'members that are null are left out of the body',
    cause: 'something {between} parses the JSON and writes them',
  },
  members_sorted: {
    when: 'the body’s members stand in the order of their names',
    cause: 'it was signed in another order than it was sent',
  },
  emptied: { when: 'the body is empty', cause: 'it was signed without its body' },
} satisfies ToldBy<string>;

const path = {
  as_received: {
    when: 'the path is the one of the request line',
    cause: 'Alipay was told another address than APP_URL gives',
  },
  as_told: {
    when: 'the path is the one that Alipay is told',
    cause: 'something {between} rewrites the path, which the check must not follow',
  },
  query_removed: { when: 'the path has no query', cause: 'it was signed without the query' },
  received_query_added: { when: 'the path keeps its query', cause: 'the query is part of what is signed' },
  slash_removed: { when: 'the path’s last slash is removed', cause: 'something {between} adds one' },
  slash_added: { when: 'the path ends in a slash', cause: 'Alipay was told an address that ends in one' },
  sandbox_removed: {
    when: 'the path is /ams/api/, not /ams/sandbox/api/',
    cause: 'it was signed for production',
  },
  sandbox_added: {
    when: 'the path is /ams/sandbox/api/, not /ams/api/',
    cause: 'it was signed for the sandbox, as a SANDBOX_ client’s must be',
  },
  host_removed: { when: 'the path has no host before it', cause: 'only what stands behind the host is signed' },
  host_added: { when: 'the host stands before the path', cause: 'it was signed with the whole address' },
  documented_short: {
    when: 'the path is written as short as in Alipay’s documents',
    cause: 'it was signed without /ams',
  },
  prefix_removed: { when: 'the path’s beginning is removed', cause: 'something {between} puts a prefix before it' },
  other_address: { when: 'the path is another one of ours', cause: 'it was signed for another address' },
  percent_decoded: { when: 'the path’s percent signs are decoded', cause: 'it was signed before they were encoded' },
  slashes_merged: { when: 'the path’s double slashes are one', cause: 'something {between} merges slashes' },
  trimmed: { when: 'blanks around the path are removed', cause: 'something {between} adds them' },
  crlf_after_path: {
    when: 'the path’s line ends in CR LF',
    cause: 'the signer builds its string with the line ends of Windows',
  },
} satisfies ToldBy<string>;

const time = {
  other_header: {
    when: 'the time is the one of the other header',
    cause: 'a request is signed with Request-Time, an answer with Response-Time',
  },
  trimmed: { when: 'blanks around the time are removed', cause: 'something {between} adds them' },
  plus_restored: {
    when: 'the time’s “+” is back in its place',
    cause: 'something {between} decodes it as a form does',
  },
  iso_utc: { when: 'the time is written in ISO 8601, in UTC', cause: 'the header and what was signed differ' },
  iso_utc_ms: {
    when: 'the time is written in ISO 8601, with milliseconds',
    cause: 'the header and what was signed differ',
  },
  iso_gmt8: { when: 'the time is written in ISO 8601, in GMT+8', cause: 'the header and what was signed differ' },
  epoch_ms: { when: 'the time is written in milliseconds', cause: 'the header and what was signed differ' },
  epoch_s: { when: 'the time is written in seconds', cause: 'the header and what was signed differ' },
  left_out: { when: 'the time is left out', cause: 'it was signed without a time' },
} satisfies ToldBy<string>;

const client = {
  ours: { when: 'the client id is ours', cause: 'the Client-Id header says something else than what was signed' },
  trimmed: { when: 'blanks around the client id are removed', cause: 'something {between} adds them' },
  upper_case: { when: 'the client id is written in capitals', cause: 'something {between} changes its letters' },
  lower_case: { when: 'the client id is written in small letters', cause: 'something {between} changes its letters' },
  sandbox_removed: { when: 'the client id has no SANDBOX_ before it', cause: 'it was signed without the prefix' },
  sandbox_added: { when: 'the client id has SANDBOX_ before it', cause: 'it was signed with the prefix' },
} satisfies ToldBy<string>;

const encoding = {
  percent_encoded_twice: {
    when: 'the signature is percent-decoded twice',
    cause: 'something {between} encodes it once more',
  },
  blanks_for_plus: {
    when: 'the signature’s blanks are plus signs',
    cause: 'something {between} decodes it as a form does, and “+” becomes a blank',
  },
  base64url: { when: 'the signature is read as base64url', cause: 'the signer writes “-” and “_” for “+” and “/”' },
  padding_missing: { when: 'the signature’s padding is added', cause: 'something {between} takes the “=” away' },
  broken_lines: { when: 'line breaks are taken out of the signature', cause: 'the signer wraps its base64' },
  quoted: { when: 'quotes are taken off the signature', cause: 'the signer writes it in quotes' },
  hexadecimal: { when: 'the signature is read as hexadecimal', cause: 'the signer does not write base64' },
  header_percent_encoded: {
    when: 'the whole Signature header is percent-decoded',
    cause: 'something {between} encodes its commas and equal signs too',
  },
  bare_value: {
    when: 'the header is taken for the bare signature',
    cause: 'it must read “algorithm=RSA256,keyVersion=1,signature=…”',
  },
  other_algorithm_named: {
    when: 'the header’s algorithm is read as RSA256',
    cause: 'the signer calls the algorithm by another name',
  },
  items_misspelt: {
    when: 'the header’s items are read whatever their spelling',
    cause: 'it must read “algorithm=RSA256,keyVersion=1,signature=…”',
  },
} satisfies ToldBy<string>;

const key = {
  other_version: (made: string, named: string) => ({
    when: `${made} is taken, not key ${named}`,
    cause: 'the header names another version, or the versions in ALIPAY_PUBLIC_KEYS are mixed up',
  }),
  other_version_newest: (made: string) => ({
    when: `${made} is taken, not the newest`,
    cause: 'the header names no version, which means the newest',
  }),
  our_version: (made: string, named: string) => ({
    when: `${made} is taken, not key ${named}`,
    cause: 'the header names another version than ALIPAY_KEY_VERSION',
  }),
  ours_for_alipays: {
    when: 'our own key is taken for Alipay’s',
    cause: 'we sent it ourselves, or the two keys are swapped',
  },
  alipays_for_ours: {
    when: 'Alipay’s key is taken for ours',
    cause: 'Alipay sent it, or the two keys are swapped',
  },
} as const;

export const signatureDifferences = {
  between: { fromAlipay: 'between Alipay and us', toAlipay: 'between us and Alipay' },
  body,
  path,
  time,
  client,
  encoding,
  key,
} as const;
