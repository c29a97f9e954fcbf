/** The page of the REST API: what holds for every call. Words between backticks are code. */
export interface ApiFacts {
  readonly apiUrl: string;
  readonly requests: number;
  readonly windowS: number;
  readonly waitS: number;
  readonly listMax: number;
  readonly listUsual: number;
  readonly events: readonly string[];
}

export const apiDocs = {
  title: 'REST API',
  lead: 'Links, debits and refunds wallets for your own shop and back office. It goes through the same doors as the pages: whatever happens on the way, nobody is debited twice.',
  document: 'OpenAPI document',
  contents: 'Contents',
  basics: 'Basics',
  objects: 'Objects',
  linkTo: (what: string) => `Link to ${what}`,

  start: {
    title: 'Start',
    text: [
      'Every call goes below one address and carries a key. The examples on this page are run as they stand here by a test, with these two set, one after the other.',
      'A key is made by an owner under API keys in the dashboard, or by the command below. It is shown once. Give each system its own, with only the scopes it needs: `read`, `link`, `charge`, `refund`, `webhooks`.',
    ],
    terminal: 'In the folder of the product',
    shell: ({ apiUrl }: ApiFacts) =>
      `export API=${apiUrl}\nexport KEY=$(npm run --silent admin -- create-api-key --name shop | tail -1)`,
  },
  amounts: {
    title: 'Amounts',
    text: [
      'Whole minor units as text, as Alipay counts them: `{"currency":"PHP","value":"30000"}` is ₱300.00, and `{"currency":"KRW","value":"9900"}` is ₩9,900. Rupiah have two digits: `"2500000"` is Rp 25,000. No dot, no sign, no number.',
    ],
  },
  idempotency: {
    title: 'Asking twice',
    text: [
      'Every POST takes an `Idempotency-Key` of 1 to 255 visible characters. The same key, address and body give the same answer again for 30 days, with `Idempotency-Replayed: true`; answers of 5xx are not kept. The same key with another body is 422, one that is being answered right now 409.',
      'An order needs no key to be safe: its `referenceOrderId` is unique for ever. The same reference with the same content gives the same order, with other content 409. After a timeout, send the same again.',
    ],
  },
  waiting: {
    title: 'Waiting for the result',
    text: ({ waitS }: ApiFacts) => [
      `Alipay may take seconds, or longer. Calls that wait on it answer at once, and with \`Prefer: wait=N\` when the result is final or N seconds are over, whichever is first; N up to ${waitS}.`,
      'A status of `INIT` means not known yet. It is not failed: nothing is debited again meanwhile. Read the order later, or let a webhook tell you.',
    ],
  },
  problems: {
    title: 'Problems',
    text: [
      'What is refused comes as `application/problem+json` (RFC 9457). The `type` is `urn:mandate:problem:` and a word that never changes, for programs; `detail` is for people; `fields` names every value that was not accepted, all at once. 401 and 403 speak of the key, 409 of a state that forbids the call, 422 of a value that can never be served. After 429 and 5xx, ask again.',
      'Every answer carries `X-Request-Id`, yours if you send one: it leads to the line in the log.',
    ],
    example: 'An order without a customer, and with a decimal point',
    caption: 'Problems that any call may answer with',
    code: 'Type',
    status: 'Status',
    sentence: 'Detail',
  },
  lists: {
    title: 'Lists',
    text: ({ listMax, listUsual }: ApiFacts) => [
      `Newest first: \`{"data":[…],"nextCursor":…}\`, ${listUsual} at a time or as many as \`limit\` says, at most ${listMax}. Ask again with \`cursor\` set to \`nextCursor\` until it is null. What is added meanwhile moves nothing. A filter that is not known is 422.`,
    ],
  },
  rate: {
    title: 'Rate limits',
    text: ({ requests, windowS }: ApiFacts) => [
      `${requests.toLocaleString('en')} requests in ${windowS} seconds for each key. \`RateLimit\` and \`RateLimit-Policy\` tell how much is left; past it the answer is 429 with \`Retry-After\`.`,
    ],
  },
  webhooks: {
    title: 'Webhooks',
    text: ({ events }: ApiFacts) => [
      `An endpoint is told what has become true: ${events.map((event) => `\`${event}\``).join(', ')}. The body is \`{"type", "timestamp", "data"}\`, where \`data\` is the order, refund or wallet as this API shows it.`,
      'Messages are signed as Standard Webhooks has it: `webhook-id`, `webhook-timestamp` and `webhook-signature`, with the endpoint’s secret. Verify with its library, answer 2xx within 15 seconds, and keep the `webhook-id`: a message may come twice, and not in order.',
      'What did not get through is sent again with growing gaps for three days. Redirects are not followed.',
    ],
  },

  scopes: (scopes: readonly string[]) => `Needs the scope ${scopes.map((scope) => `\`${scope}\``).join(' or ')}.`,
  path: 'path',
  query: 'query',
  header: 'header',
  body: 'body',
  required: 'required',
  field: 'Field',
  type: 'Type',
  what: 'What it is',
  fieldsOf: (what: string) => `What ${what} takes`,
  objectFields: (name: string) => `Fields of ${name}`,
  answers: 'Answers',
  gives: 'Gives',
  problemsOf: (what: string) => `Problems of ${what}`,
  and: 'and',
  ofEveryCall: 'the problems of every call',
  request: 'Request',
  answer: (status: number) => `Answer ${status}`,
  emptyAnswer: 'No body.',
} as const;
