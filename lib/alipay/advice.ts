/**
 * What to do after an answer, or after none: the table's advice for its code, or what its status and the API's kind leave to do. Also whether
 * an answer used a code that the table does not hold.
 *
 * Wire: protocol 4.1. Does not know: the words for people, whether anybody follows it.
 */
import { assertNever } from '@/lib/kit/assert-never';
import { CODE_NOT_TOLD, type Outcome } from '@/lib/alipay/outcome';
import { meaningOf, resultCodes, unsignedCodes, type Advice, type Api } from '@/lib/alipay/result-codes';

/** The one thing to do next. */
export function adviceFor(api: Api, outcome: Outcome<unknown>): Advice {
  switch (outcome.kind) {
    case 'succeeded':
      return 'done';
    case 'failed':
      // A failure whose code nobody knows is final by its status, and only a person can say more.
      return meaningOf(tableOf(api, outcome.about), outcome.code)?.advice ?? 'operator_must_act';
    case 'unknown':
      if (isUnsignedRefusal(outcome)) return 'configuration_wrong';
      // A refund that Alipay does not know is sent again under its own id: it returns money at most once.
      if (outcome.reason === 'not_known' && api === 'inquiryRefund') return 'same_id';
      return listedOpenAdvice(api, outcome.code) ?? adviceWithoutAnswer(api);
    case 'not_sent':
      // It never left: the same may be sent, once somebody is there.
      return 'same_id';
    default:
      return assertNever(outcome);
  }
}

/** A question's outcome that speaks of the payment or refund itself carries that one's code, not the question's. */
function tableOf(api: Api, about: 'subject' | 'request'): Api {
  if (about === 'subject' && api === 'inquiryPayment') return 'pay';
  if (about === 'subject' && api === 'inquiryRefund') return 'refund';
  return api;
}

function isUnsignedRefusal(outcome: Extract<Outcome<unknown>, { kind: 'unknown' }>): boolean {
  return outcome.reason === 'bad_signature' && outcome.code !== undefined && unsignedCodes.has(outcome.code);
}

/** Only codes that mean *open* count here: an outcome that is unknown in spite of its code is so because that is not believed. */
function listedOpenAdvice(api: Api, code: string | undefined): Advice | null {
  const meaning = code === undefined ? null : meaningOf(api, code);
  return meaning?.status === 'U' ? meaning.advice : null;
}

function adviceWithoutAnswer(api: Api): Advice {
  switch (api) {
    case 'consult':
      return 'new_id_later';
    case 'applyToken':
    case 'revoke':
    case 'cancel':
      return 'same_id';
    case 'pay':
    case 'inquiryPayment':
    case 'refund':
    case 'inquiryRefund':
      return 'inquire';
    default:
      return assertNever(api);
  }
}

/**
 * The code of a believed answer that the table does not hold: either its result's, or the code that an inquiry tells of the payment itself.
 * Null when all of them are known.
 *
 * @param resultCode the code of the answer's own result
 */
export function unlistedCode(api: Api, resultCode: string | null, outcome: Outcome<unknown>): string | null {
  if (resultCode !== null && meaningOf(api, resultCode) === null) return resultCode;
  const told = 'code' in outcome ? outcome.code : undefined;
  if (told === undefined || told === CODE_NOT_TOLD || told === resultCode) return null;
  return meaningOf(tableOf(api, 'subject'), told) === null ? told : null;
}

export function isApi(text: string): text is Api {
  return Object.hasOwn(resultCodes, text);
}
