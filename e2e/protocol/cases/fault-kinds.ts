/** Which things can go wrong with which message: the faults that the simulator's dial has, as data. */
import { APIS } from '../codes';
import { type Notice, type Subject } from '../case';

const NOTICES: readonly Notice[] = ['notifyPayment', 'notifyAuthorization', 'notifyRefund'];
const WITH_AMOUNTS: readonly Subject[] = ['pay', 'inquiryPayment', 'refund', 'inquiryRefund'];

export interface FaultKind {
  readonly kind: string;
  readonly subjects: readonly Subject[];
}

const of = (subjects: readonly Subject[], kinds: string): FaultKind[] =>
  kinds.split(' ').map((kind) => ({ kind, subjects }));

export const FAULTS: readonly FaultKind[] = [
  ...of(APIS, 'delay hang_before hang_after close_before close_after http_500_before http_500_after http_502 http_429'),
  ...of(APIS, 'reset_mid_body drip malformed empty bad_signature unknown_key no_signature code'),
  ...of(['pay', 'refund'], 'in_process in_process_forever'),
  ...of(WITH_AMOUNTS, 'other_amount other_currency other_order'),
  ...of(['applyToken', 'revoke', 'pay'], 'token_expired token_revoked'),
  ...of(NOTICES, 'lost repeat reordered late early forged altered reencoded bad_signature no_signature unknown_key'),
  ...of(NOTICES, 'other_client other_path malformed empty gzip huge unknown_order'),
  ...of(['notifyPayment', 'notifyRefund'], 'contradict other_amount other_currency'),
  ...of(['gateway'], 'match probability times release'),
];
