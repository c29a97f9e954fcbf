/**
 * What the signature lab takes: a message that was kept, or one that is pasted, whole or field by field. Checked at the door; the form
 * knows its types only.
 */
import { z } from 'zod';

/** As much as the notification door takes of a message. */
export const PASTED_BYTES_MAX = 64 * 1024;

/** In base64, or with every quote escaped, a message is longer on its way here than it is. */
export const LAB_REQUEST_BYTES_MAX = 4 * PASTED_BYTES_MAX;

/** Longer than any header of the protocol; the signature's own limit is 4096. */
const HEADER_LENGTH_MAX = 8_192;

const DIRECTIONS = ['notification', 'response', 'request'] as const;

const TOO_LONG = 'This is longer than 64 KiB, which is more than any message of the protocol.';

const text = z.string().refine((value) => bytesOf(value, 'text') <= PASTED_BYTES_MAX, TOO_LONG);
const header = z.string().max(HEADER_LENGTH_MAX, 'This is longer than any header of the protocol.');
const absent = header.optional().default('');

const kept = z.object({
  from: z.literal('kept'),
  id: z.string().regex(/^(?:exg|ntf)_[0-9A-HJKMNP-TV-Z]{26}$/, 'This is no message’s id.'),
  direction: z.enum(DIRECTIONS),
});

const whole = z.object({
  from: z.literal('whole'),
  text: text.refine((value) => value.trim() !== '', 'Paste a message: headers, an empty line, then the body.'),
  direction: z.enum([...DIRECTIONS, 'tell']),
  path: absent,
});

const fields = z
  .object({
    from: z.literal('fields'),
    direction: z.enum(DIRECTIONS),
    path: header.refine(
      (value) => value.trim() !== '',
      'The path is part of what is signed. Give it, beginning with “/”.',
    ),
    clientId: absent,
    time: absent,
    signature: absent,
    body: z.string(),
    bodyIs: z.enum(['text', 'base64']),
  })
  .refine(({ body, bodyIs }) => bodyIs === 'text' || isBase64(body), {
    path: ['body'],
    message: 'This is not base64. Paste the output of “base64”, or choose text.',
  })
  .refine(({ body, bodyIs }) => bytesOf(body, bodyIs) <= PASTED_BYTES_MAX, { path: ['body'], message: TOO_LONG });

export const examineInput = z.discriminatedUnion('from', [kept, whole, fields]);

export type ExamineInput = z.output<typeof examineInput>;
export type KeptInput = z.output<typeof kept>;
export type PastedInput = Exclude<ExamineInput, KeptInput>;

/** How long the message itself is: base64 writes four letters for three bytes, and pads the last of them. */
function bytesOf(body: string, bodyIs: 'text' | 'base64'): number {
  if (bodyIs === 'text') return new TextEncoder().encode(body).length;
  const letters = body.replaceAll(/[\s=]/g, '').length;
  return Math.floor((letters * 3) / 4);
}

function isBase64(body: string): boolean {
  const bare = body.replaceAll(/\s/g, '');
  return /^[A-Za-z0-9+/]*={0,2}$/.test(bare) && bare.length % 4 === 0;
}
