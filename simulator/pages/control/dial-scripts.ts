/** Bad days that are worth having by one name: several rows of the dial at once, as rules of the control API. */

export interface Script {
  key: string;
  label: string;
  rules: Record<string, unknown>[];
}

export const SCRIPTS: Script[] = [
  {
    key: 'weather',
    label: 'bad weather',
    rules: [
      { match: { api: 'pay' }, do: 'hang_after', probability: 0.5 },
      { match: { api: 'inquiryPayment' }, do: 'http_502', probability: 0.5 },
      { match: { api: 'applyToken' }, do: 'close_before', times: 1 },
      { match: { api: 'refund' }, do: 'reset_mid_body', probability: 0.5 },
      { match: { notification: 'payment' }, do: 'late', ms: 5000 },
    ],
  },
  {
    key: 'silence',
    label: 'notifications lost',
    rules: ['payment', 'authorization', 'refund'].map((notification) => ({ match: { notification }, do: 'lost' })),
  },
  {
    key: 'forger',
    label: 'a forger at work',
    rules: [
      { match: { notification: 'payment' }, do: 'forged', times: 3 },
      { match: { notification: 'authorization' }, do: 'altered', times: 3 },
      { match: { notification: 'refund' }, do: 'other_client', times: 3 },
    ],
  },
  {
    key: 'crowd',
    label: 'too much traffic',
    rules: ['consult', 'pay', 'inquiryPayment', 'cancel', 'refund'].map((api) => ({
      match: { api },
      do: 'code',
      code: 'REQUEST_TRAFFIC_EXCEED_LIMIT',
      probability: 0.5,
    })),
  },
];
