/**
 * Refusals: what may not be served, as data. One table gives each its HTTP status, its sentence and who may read it.
 *
 * A business "no" or "not yet" is a value, not a refusal; anything that is neither is a bug and becomes a bland
 * sentence with a reference to the log line.
 */
export interface RefusalKind {
  /** HTTP status */
  readonly status: number;
  readonly title: string;
  /** What happened, what it means, what to do; safe for the audience that can meet it. */
  readonly sentence: string;
}

const REFUSALS = {
  sign_in_needed: { status: 401, title: 'Sign in', sentence: 'You are not signed in. Sign in, then try again.' },
  not_allowed: { status: 403, title: 'Not allowed', sentence: 'Your role may not do this. Nothing was changed.' },
  foreign_origin: {
    status: 403,
    title: 'Foreign origin',
    sentence: 'This request came from another site. Nothing was changed.',
  },
  not_found: { status: 404, title: 'Not found', sentence: 'There is nothing at this address, or it is not yours.' },
  method_not_allowed: { status: 405, title: 'Method not allowed', sentence: 'This address does not take this method.' },
  request_timeout: {
    status: 408,
    title: 'Too slow',
    sentence: 'The request took too long to arrive. Nothing was changed.',
  },
  body_too_large: {
    status: 413,
    title: 'Too large',
    sentence: 'The request is larger than this address takes. Nothing was changed.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'Wrong content type',
    sentence: 'This address takes JSON or a form. Nothing was changed.',
  },
  malformed: { status: 400, title: 'Not readable', sentence: 'The request could not be read. Nothing was changed.' },
  invalid_input: { status: 422, title: 'Not accepted', sentence: 'A value was not accepted. Nothing was changed.' },
  too_many_attempts: {
    status: 429,
    title: 'Too many attempts',
    sentence: 'Too many attempts. Wait a few minutes, then try again.',
  },
  wrong_credentials: {
    status: 401,
    title: 'Not signed in',
    sentence: 'The e-mail address or the password is not right. Check both and try again.',
  },
  wrong_password: {
    status: 403,
    title: 'Wrong password',
    sentence: 'The current password is not right. Nothing was changed.',
  },
  email_taken: {
    status: 409,
    title: 'Not registered',
    sentence: 'This e-mail address cannot be registered. Sign in, or use another one.',
  },
  wallet_not_offered: {
    status: 422,
    title: 'Wallet not offered',
    sentence: 'This wallet is not offered here. Choose another one.',
  },
  wallet_not_usable: {
    status: 409,
    title: 'Wallet not usable',
    sentence: 'Nothing can be debited from this wallet now.',
  },
  no_wallet_for_currency: {
    status: 422,
    title: 'No wallet',
    sentence: 'No linked wallet pays in this currency. Link one, then order again.',
  },
  amount_outside_limits: {
    status: 422,
    title: 'Amount outside limits',
    sentence: 'The wallet does not take this amount. Nothing was debited.',
  },
  reference_in_use: {
    status: 409,
    title: 'Reference in use',
    sentence: 'This order reference exists with other content. Nothing was changed.',
  },
  password_needed: {
    status: 403,
    title: 'Password needed',
    sentence: 'This sum asks for your password again. Nothing was changed.',
  },
  debit_over_cap: {
    status: 422,
    title: 'Over a limit',
    sentence: 'This debit is over a limit that was set. Nothing was debited.',
  },
  cancel_not_possible: {
    status: 409,
    title: 'Not to be cancelled',
    sentence: 'This payment cannot be cancelled now. Nothing was changed.',
  },
  refund_not_possible: {
    status: 409,
    title: 'Not to be refunded',
    sentence: 'Nothing of this payment can be refunded now. Nothing was sent.',
  },
  refund_exceeds_balance: {
    status: 422,
    title: 'More than is left',
    sentence: 'This is more than is left to refund. Nothing was sent.',
  },
  refund_amount_not_taken: {
    status: 422,
    title: 'Amount not taken',
    sentence: 'The wallet does not take this sum back. Nothing was sent.',
  },
  order_not_held: {
    status: 409,
    title: 'Nothing to confirm',
    sentence: 'This order does not wait for a confirmation or for another try. Nothing was changed.',
  },
  wallet_not_unlinkable: {
    status: 409,
    title: 'Not to be unlinked',
    sentence: 'This wallet is not linked any more. Nothing was changed.',
  },
  case_closed: {
    status: 409,
    title: 'Already decided',
    sentence: 'This case is closed, or its money is on its way back. Nothing was changed.',
  },
  order_not_retryable: {
    status: 409,
    title: 'Not to be tried again',
    sentence: 'This order cannot be tried again now. Nothing was debited.',
  },
  linking_unavailable: {
    status: 503,
    title: 'Linking not available',
    sentence:
      'The wallet cannot be reached now. Nothing was linked. Try again in a few minutes, or choose another wallet.',
  },
  secret_needed: {
    status: 401,
    title: 'Secret needed',
    sentence: 'This address needs the secret that was given at the start. Nothing was changed.',
  },
  clock_backwards: {
    status: 409,
    title: 'Clock not moved',
    sentence: 'The clock only goes forward. Nothing was changed.',
  },
  key_missing: {
    status: 401,
    title: 'Key missing',
    sentence: 'This address needs an API key: Authorization: Bearer KEY. Nothing was changed.',
  },
  key_unknown: { status: 401, title: 'Key unknown', sentence: 'This API key is not known. Nothing was changed.' },
  key_expired: { status: 401, title: 'Key expired', sentence: 'This API key has expired. Nothing was changed.' },
  key_revoked: { status: 401, title: 'Key revoked', sentence: 'This API key was revoked. Nothing was changed.' },
  key_out_of_scope: {
    status: 403,
    title: 'Out of scope',
    sentence: 'This API key may not do this. Nothing was changed.',
  },
  key_expires_in_past: {
    status: 422,
    title: 'Expiry in the past',
    sentence: 'This key would have expired already. Nothing was made.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    sentence: 'This API key has sent too many requests. Wait as long as Retry-After says, then go on.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'Idempotency key used',
    sentence: 'This Idempotency-Key was used here with another body. Nothing was changed.',
  },
  idempotency_key_in_flight: {
    status: 409,
    title: 'In flight',
    sentence: 'A request with this Idempotency-Key is being answered right now. Send it again in a moment.',
  },
  return_origin_not_allowed: {
    status: 422,
    title: 'Return address not allowed',
    sentence: 'A link session cannot return to this address. Nothing was made.',
  },
  link_session_over: {
    status: 409,
    title: 'Link used',
    sentence: 'This link has been used, or its time is over. Ask for a new one where you got it.',
  },
  webhook_address_not_allowed: {
    status: 422,
    title: 'Address not allowed',
    sentence: 'Events cannot be sent to this address. Nothing was changed.',
  },
  delivery_not_resendable: {
    status: 409,
    title: 'Not to be sent again',
    sentence: 'This event cannot be sent to this endpoint now. Nothing was sent.',
  },
  attempt_over: {
    status: 409,
    title: 'Attempt over',
    sentence: 'This attempt has ended. Nothing was linked by it. Start again; it takes a minute.',
  },
} as const satisfies Record<string, RefusalKind>;

export type RefusalCode = keyof typeof REFUSALS;

/** What a refusal says and with which status, for documents that list them. */
export function refusalKind(code: RefusalCode): RefusalKind {
  return REFUSALS[code];
}

/** Thrown where a request may not be served; the doorframe turns it into an answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly title: string;
  /** The sentence for people; `detail` is appended only when it adds a fact. */
  readonly sentence: string;

  constructor(
    readonly code: RefusalCode,
    /** Which field was not accepted and why, for forms. */
    readonly fields: Readonly<Record<string, string>> = {},
    detail?: string,
  ) {
    super(`refused: ${code}`);
    const kind = REFUSALS[code];
    this.status = kind.status;
    this.title = kind.title;
    this.sentence = detail ? `${kind.sentence} ${detail}` : kind.sentence;
  }
}

export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Refusal;
}
