/**
 * What kind of browser asks, as Alipay counts kinds: a desktop is WEB, a phone's browser is WAP with its system. It only
 * chooses which page of the wallet opens; nothing is trusted because of it.
 */
export interface TerminalKind {
  readonly terminalType: 'WEB' | 'WAP';
  readonly osType: 'IOS' | 'ANDROID' | null;
}

export function terminalOf(userAgent: string | null): TerminalKind {
  const agent = userAgent ?? '';
  if (/android/i.test(agent)) return { terminalType: 'WAP', osType: 'ANDROID' };
  if (/iphone|ipad|ipod/i.test(agent)) return { terminalType: 'WAP', osType: 'IOS' };
  return { terminalType: 'WEB', osType: null };
}
