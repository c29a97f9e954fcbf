import { describe, expect, it } from 'vitest';
import {
  ADDRESS_HEADER,
  FORWARDED_HEADER,
  isForwardingHeader,
  isFromHere,
  isLoopback,
  takeAddress,
  trueAddress,
  trustedProxies,
  warnOfUnknownProxy,
} from './address';

const nobody = trustedProxies([]);
const proxies = trustedProxies(['10.0.0.0/8', '::1', '192.0.2.4']);

describe('the true address', () => {
  it('is the socket’s peer, whatever an untrusted client claims', () => {
    expect(trueAddress('203.0.113.9', '198.51.100.1', nobody)).toBe('203.0.113.9');
    expect(trueAddress('203.0.113.9', '198.51.100.1', proxies)).toBe('203.0.113.9');
  });

  it('is the right-most one that no trusted proxy has', () => {
    expect(trueAddress('10.0.0.1', '1.1.1.1, 198.51.100.1', proxies)).toBe('198.51.100.1');
    expect(trueAddress('10.0.0.1', '1.1.1.1, 198.51.100.1, 10.2.0.9', proxies)).toBe('198.51.100.1');
    expect(trueAddress('::1', '2001:db8::5', proxies)).toBe('2001:db8::5');
  });

  it('is the proxy itself when the proxy named nobody, or nonsense', () => {
    expect(trueAddress('10.0.0.1', undefined, proxies)).toBe('10.0.0.1');
    expect(trueAddress('10.0.0.1', 'unknown', proxies)).toBe('10.0.0.1');
  });

  it('is written in one form', () => {
    expect(trueAddress('::ffff:203.0.113.9', undefined, nobody)).toBe('203.0.113.9');
    expect(trueAddress('::ffff:10.0.0.1', '198.51.100.1:4711', proxies)).toBe('198.51.100.1');
    expect(trueAddress('fe80::1%eth0', undefined, nobody)).toBe('fe80::1');
    expect(trueAddress(undefined, undefined, nobody)).toBeNull();
  });

  it.each([
    ['a stranger', '203.0.113.9', { [ADDRESS_HEADER]: '203.0.113.9', [FORWARDED_HEADER]: '1' }],
    [
      'a trusted proxy',
      '10.0.0.1',
      { 'x-forwarded-for': '1.1.1.1', 'x-real-ip': '2.2.2.2', [ADDRESS_HEADER]: '1.1.1.1', [FORWARDED_HEADER]: '1' },
    ],
  ])('is all that is left of what %s says about it', (_who, remoteAddress, left) => {
    const headers = { 'x-forwarded-for': '1.1.1.1', 'x-real-ip': '2.2.2.2', [ADDRESS_HEADER]: '9.9.9.9' };
    const request = requestFrom(remoteAddress, headers);
    takeAddress(request, proxies);
    expect(request.headers).toEqual(left);
  });

  it('is this machine only without a proxy between, whether or not the proxy is trusted', () => {
    const isHere = (remoteAddress: string, headers: Record<string, string>, trusted = nobody) => {
      const request = requestFrom(remoteAddress, headers);
      takeAddress(request, trusted);
      return isFromHere(new Headers(request.headers as Record<string, string>));
    };
    expect(isHere('127.0.0.1', {})).toBe(true);
    expect(isHere('::ffff:127.0.0.1', { [FORWARDED_HEADER]: '1' }), 'our own word from outside is not taken').toBe(
      true,
    );
    expect(isHere('203.0.113.9', {})).toBe(false);
    for (const name of ['x-forwarded-for', 'x-forwarded-proto', 'forwarded', 'x-real-ip']) {
      expect(isHere('127.0.0.1', { [name]: 'for=203.0.113.9' }), name).toBe(false);
      expect(isHere('::1', { [name]: '127.0.0.1' }, proxies), name).toBe(false);
    }
  });

  it('is warned about once, when a proxy on this machine is not believed', () => {
    const warnings: string[] = [];
    const note = warnOfUnknownProxy((sentence) => warnings.push(sentence));
    const come = (remoteAddress: string, headers: Record<string, string>, trusted = nobody) =>
      note(takeAddress(requestFrom(remoteAddress, headers), trusted));
    come('127.0.0.1', {});
    come('203.0.113.9', { 'x-forwarded-for': '1.1.1.1' });
    come('::1', { 'x-forwarded-for': '1.1.1.1' }, proxies);
    expect(warnings).toEqual([]);
    come('::ffff:127.0.0.1', { 'x-forwarded-for': '1.1.1.1' });
    come('127.0.0.1', { 'x-forwarded-for': '1.1.1.1' });
    expect(warnings).toEqual([expect.stringContaining('TRUSTED_PROXIES')]);
  });

  it('knows the headers that pretend, and this machine', () => {
    expect(['forwarded', 'x-forwarded-for', 'X-Forwarded-Host', 'x-real-ip'].every(isForwardingHeader)).toBe(true);
    expect(['cookie', 'origin', 'x-mandate-address'].some(isForwardingHeader)).toBe(false);
    expect(isLoopback('127.0.0.1') && isLoopback('::1')).toBe(true);
    expect(isLoopback('203.0.113.9') || isLoopback(null)).toBe(false);
  });
});

function requestFrom(remoteAddress: string, headers: Record<string, string>): Parameters<typeof takeAddress>[0] {
  return { headers: { ...headers }, socket: { remoteAddress } } as unknown as Parameters<typeof takeAddress>[0];
}
