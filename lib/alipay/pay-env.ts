/**
 * The device inside a pay message: what the person who buys sits at. A debit without anybody present repeats what was last seen. Only the
 * terminal is needed; the rest helps Alipay's risk checks.
 *
 * Wire: protocol 3.5, Env. Does not know: where any of it was seen.
 */
import { flag, optionalText, terminal, wholeNumber, type Terminal } from '@/lib/alipay/wire-input';

export interface PayEnv extends Terminal {
  readonly clientIp?: string;
  readonly userAgent?: string;
  /** From Alipay's own device library. */
  readonly deviceTokenId?: string;
  readonly cookieId?: string;
  readonly browser?: PayBrowser;
  readonly colorDepth?: number;
  readonly screenHeight?: number;
  readonly screenWidth?: number;
  /** Minutes, as a browser tells them. */
  readonly timeZoneOffset?: number;
  readonly deviceBrand?: string;
  readonly deviceModel?: string;
  readonly deviceLanguage?: string;
  readonly deviceId?: string;
  readonly osVersion?: string;
}

export interface PayBrowser {
  readonly acceptHeader?: string;
  readonly language?: string;
  readonly userAgent?: string;
  readonly javaEnabled?: boolean;
  readonly javaScriptEnabled?: boolean;
}

/** Half a day to either side. */
const TIME_ZONE_OFFSET_MAX = 720;

/** @throws WireInputError */
export function buildEnv(env: PayEnv): object {
  return {
    ...terminal(env),
    clientIp: optionalText('env.clientIp', env.clientIp, 64),
    userAgent: optionalText('env.userAgent', env.userAgent),
    deviceTokenId: optionalText('env.deviceTokenId', env.deviceTokenId, 64),
    cookieId: optionalText('env.cookieId', env.cookieId),
    browserInfo: env.browser && buildBrowser(env.browser),
    colorDepth: wholeNumber('env.colorDepth', env.colorDepth),
    screenHeight: wholeNumber('env.screenHeight', env.screenHeight),
    screenWidth: wholeNumber('env.screenWidth', env.screenWidth),
    timeZoneOffset: wholeNumber('env.timeZoneOffset', env.timeZoneOffset, {
      min: -TIME_ZONE_OFFSET_MAX,
      max: TIME_ZONE_OFFSET_MAX,
    }),
    deviceBrand: optionalText('env.deviceBrand', env.deviceBrand, 64),
    deviceModel: optionalText('env.deviceModel', env.deviceModel, 128),
    deviceLanguage: optionalText('env.deviceLanguage', env.deviceLanguage),
    deviceId: optionalText('env.deviceId', env.deviceId),
    osVersion: optionalText('env.osVersion', env.osVersion),
  };
}

function buildBrowser(browser: PayBrowser): object {
  return {
    acceptHeader: optionalText('env.browserInfo.acceptHeader', browser.acceptHeader),
    javaEnabled: flag(browser.javaEnabled),
    javaScriptEnabled: flag(browser.javaScriptEnabled),
    language: optionalText('env.browserInfo.language', browser.language),
    userAgent: optionalText('env.browserInfo.userAgent', browser.userAgent),
  };
}
