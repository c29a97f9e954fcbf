/** For tests: text that has broken somebody's program before. Here it is text like any other. */

/** Printed signs, which a person might have typed: to be kept as they are. */
export const HOSTILE_TEXTS = [
  "'; drop table orders; --",
  "' or '1'='1",
  '"; select pg_sleep(10); --',
  '$1::text || $$x$$',
  "\\'; \\x27 \\u0027",
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '{{7*7}}${7*7}#{7*7}<%= 7*7 %>',
  '../../../../etc/passwd',
  '=cmd|/c calc!A0',
  '__proto__',
  'constructor.prototype',
  '%00%0d%0aSet-Cookie: a=b',
  '$(touch /tmp/x) `id` | cat & ;',
  'null',
  '0',
  '[]',
  'مرحبا بالعالم',
  'שלום \u202eabc\u202c',
  '👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301',
  'Zo\u0308e vs. Zo\u00eb',
  '日本語・한국어・ไทย',
  '\u{1f600}'.repeat(30),
  '\u200bzero\u200dwidth\ufeff',
  ' blanks around ',
] as const;

/** What no text of ours may hold. */
export const UNKEEPABLE_TEXTS = [
  'NUL \0 within',
  '\ud800',
  'half \udc00 of a sign',
  '\ud83d',
  'line\nbreak',
  '\r\n',
  '\u0007',
  '\u0085',
];
