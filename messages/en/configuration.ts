/**
 * What the staff read about our own configuration at Alipay: what was refused, what rests because of it, what to do.
 */
interface Refusal {
  readonly title: string;
  readonly remedy: string;
}

const contract: Refusal = {
  title: 'Alipay does not allow us this call',
  remedy: 'Ask Alipay to activate auto debit for this client id, and check ALIPAY_GATEWAY_URL.',
};

const denied: Refusal = {
  title: 'Alipay denies us access',
  remedy: 'Ask Alipay’s support what happened to this client id.',
};

/** By Alipay’s code, and by our own two words for answers that cannot be verified. */
const refusals: Readonly<Record<string, Refusal>> = {
  INVALID_SIGNATURE: {
    title: 'Alipay refuses our signature',
    remedy:
      'Our private key and the public key in Alipay’s dashboard are no pair. Upload ours there, or put the right one into ALIPAY_MERCHANT_PRIVATE_KEY.',
  },
  KEY_NOT_FOUND: {
    title: 'Alipay does not know our key version',
    remedy:
      'Upload our public key in Alipay’s dashboard, or set ALIPAY_KEY_VERSION to the version that is shown there.',
  },
  UNKNOWN_CLIENT: {
    title: 'Alipay does not know our client id',
    remedy: 'Check ALIPAY_CLIENT_ID, and that ALIPAY_GATEWAY_URL is the host of your region.',
  },
  CLIENT_INVALID: {
    title: 'Alipay does not know our client id',
    remedy: 'Check ALIPAY_CLIENT_ID, and that ALIPAY_GATEWAY_URL is the host of your region.',
  },
  INVALID_CLIENT_STATUS: { ...denied, title: 'Alipay has suspended our client id' },
  ACCESS_DENIED: denied,
  OAUTH_FAILED: denied,
  CLIENT_FORBIDDEN_ACCESS_API: contract,
  INVALID_API: contract,
  NO_INTERFACE_DEF: contract,
  MERCHANT_NOT_REGISTERED: {
    title: 'Alipay does not know this merchant',
    remedy: 'Ask Alipay whether the contract is active, and check ALIPAY_CLIENT_ID.',
  },
  ANSWERS_NOT_VERIFIED: {
    title: 'Alipay’s answers do not verify',
    remedy: 'The key installed here is not the one Alipay signs with. Copy it again from Alipay’s dashboard.',
  },
};

const anyRefusal: Refusal = {
  title: 'Alipay refuses our configuration',
  remedy: 'Check client id, keys and contract in Alipay’s dashboard.',
};

export const configuration = {
  refusal(code: string, keyVersion: string | null): Refusal {
    if (code !== 'ANSWER_KEY_UNKNOWN') return refusals[code] ?? anyRefusal;
    return {
      title: 'Alipay answers with a key that is not installed',
      remedy: `Add Alipay’s key${keyVersion === null ? '' : ` version ${keyVersion}`} to ALIPAY_PUBLIC_KEYS, beside the others.`,
    };
  },
  stops: 'New debits wait, and none fails. Orders are still taken.',
  waiting: (count: string) => (count === '1' ? '1 debit waits.' : `${count} debits wait.`),
  since: 'Since',
  saidTo: 'said to',
  tried: (count: string) => `Tried ${{ '1': 'once', '2': 'twice' }[count] ?? `${count} times`},`,
  last: 'last',
  closes: 'Closes by itself when Alipay answers a signed question.',
  tryNow: 'Try now',
  asking: 'Asking Alipay',
  resumed: 'Debits go on.',
  ended: 'Debits were stopped',
  endedText: 'It is over, and what waited goes on by itself.',
  from: 'From',
  to: 'to',

  keyFile: (sentence: string) => `${sentence} Mend the file, and it is read again within seconds.`,
  /** One word of a lost call, as a sentence. */
  lost: (reason: string) => {
    if (/^http_\d+$/.test(reason)) return `The last answer was HTTP ${reason.slice(5)}.`;
    return lostReasons[reason] ?? `The last call was lost: ${reason}.`;
  },
  keyUnknown: (version: string | null) =>
    version === null ? 'They name no version that is installed.' : `They name key version ${version}.`,
} as const;

const lostReasons: Readonly<Record<string, string>> = {
  timeout: 'The last call had no answer in time.',
  connection: 'The last connection broke off.',
  connection_refused: 'No connection could be opened.',
  name_not_resolved: 'The name of the gateway could not be resolved.',
};
