/** Protocol 3.1 to 3.3: consult, applyToken, revoke. */
import { leaf, type MessageTable } from './field';

/** Protocol 3.1. `terminalType` and the rest of the device may stand at the top or in `env` (11.2, row 3). */
export const CONSULT: MessageTable = {
  request: [
    { at: 'customerBelongsTo', type: 'text', required: true, max: 64 },
    { at: 'authRedirectUrl', type: 'url', required: true, max: 1024 },
    {
      at: 'scopes',
      type: 'texts',
      required: true,
      max: 4,
      values: [
        'AGREEMENT_PAY',
        'BASE_USER_INFO',
        'USER_INFO',
        'USER_LOGIN_ID',
        'HASH_LOGIN_ID',
        'SEND_OTP',
        'TAOBAO_REBIND',
      ],
    },
    { at: 'authState', type: 'text', required: true, max: 256 },
    { at: 'terminalType', type: 'text', required: true, values: ['WEB', 'WAP', 'APP', 'MINI_APP'] },
    {
      at: 'osType',
      type: 'text',
      required: { when: 'terminalType is not WEB', given: { terminalType: 'WAP' } },
      values: ['IOS', 'ANDROID'],
    },
    { at: 'osVersion', type: 'text', max: 16 },
    { at: 'env', type: 'object' },
    {
      at: 'env.terminalType',
      type: 'text',
      required: { when: 'there is none at the top', given: { terminalType: undefined, env: { osVersion: '17' } } },
      values: ['WEB', 'WAP', 'APP', 'MINI_APP'],
    },
    {
      at: 'env.osType',
      type: 'text',
      required: {
        when: 'env.terminalType is not WEB',
        given: { terminalType: undefined, env: { terminalType: 'APP' } },
      },
      values: ['IOS', 'ANDROID'],
    },
    leaf('env.osVersion'),
    { at: 'authClientId', type: 'text', max: 64 },
    { at: 'merchantRegion', type: 'text', max: 2 },
    { at: 'recurringPayment', type: 'flag' },
    { at: 'authNotifyUrl', type: 'url', max: 1024 },
    { at: 'authMetaData', type: 'object' },
    leaf('authMetaData.accountHolderName'),
    leaf('authMetaData.accountHolderCertNo'),
    { at: 'merchantAccountId', type: 'text', max: 64 },
    { at: 'extendInfo', type: 'text', max: 2048 },
  ],
  answer: [
    { at: 'normalUrl', type: 'url', max: 2048 },
    { at: 'schemeUrl', type: 'text', max: 2048 },
    { at: 'applinkUrl', type: 'url', max: 2048 },
    { at: 'authUrl', type: 'url', max: 2048 },
    { at: 'appIdentifier', type: 'text', max: 128 },
    { at: 'authCodeForm', type: 'object' },
    { at: 'authCodeForm.codeDetails', type: 'list' },
    { at: 'authCodeForm.codeDetails[].codeValue', type: 'text', max: 2048 },
    {
      at: 'authCodeForm.codeDetails[].displayType',
      type: 'text',
      values: ['TEXT', 'IMAGE', 'SMALLIMAGE', 'MIDDLEIMAGE', 'BIGIMAGE'],
    },
    { at: 'extendInfo', type: 'text', max: 2048 },
  ],
};

/** Protocol 3.2. */
export const APPLY_TOKEN: MessageTable = {
  request: [
    { at: 'grantType', type: 'text', required: true, values: ['AUTHORIZATION_CODE', 'REFRESH_TOKEN'] },
    { at: 'customerBelongsTo', type: 'text', required: true, max: 64 },
    {
      at: 'authCode',
      type: 'text',
      required: { when: 'grantType is AUTHORIZATION_CODE', given: { grantType: 'AUTHORIZATION_CODE' } },
      max: 128,
    },
    {
      at: 'refreshToken',
      type: 'text',
      required: {
        when: 'grantType is REFRESH_TOKEN',
        given: { grantType: 'REFRESH_TOKEN', authCode: undefined, refreshToken: 'unknown' },
      },
      max: 128,
    },
    { at: 'merchantRegion', type: 'text', max: 2 },
    { at: 'merchantAccountId', type: 'text', max: 64 },
    { at: 'extendInfo', type: 'text', max: 2048 },
  ],
  answer: [
    { at: 'accessToken', type: 'text', max: 128 },
    { at: 'accessTokenExpiryTime', type: 'time' },
    { at: 'refreshToken', type: 'text', max: 128 },
    { at: 'refreshTokenExpiryTime', type: 'time' },
    { at: 'userLoginId', type: 'text', max: 64 },
    { at: 'pspCustomerInfo', type: 'object' },
    { at: 'pspCustomerInfo.pspName', type: 'text', max: 64 },
    { at: 'pspCustomerInfo.pspCustomerId', type: 'text', max: 64 },
    { at: 'pspCustomerInfo.displayCustomerId', type: 'text', max: 64 },
    { at: 'extendInfo', type: 'text', max: 2048 },
  ],
};

/** Protocol 3.3. */
export const REVOKE: MessageTable = {
  request: [
    { at: 'accessToken', type: 'text', required: true, max: 128 },
    { at: 'merchantAccountId', type: 'text', max: 64 },
    { at: 'extendInfo', type: 'text', max: 2048 },
  ],
  answer: [{ at: 'extendInfo', type: 'text', max: 2048 }],
};
