/**
 * Where a person goes on after signing in: where they wanted to, or to what is theirs.
 */
import { ownPath } from './own-path';

export function afterSignIn(role: string, next: string | undefined): string {
  const home = role === 'customer' ? '/' : '/admin';
  const wanted = ownPath(next, home);
  // Staff have no wallets and orders of their own; customers have nothing behind the staff's door.
  const isStaffPage = /^\/admin(?:[/?#]|$)/.test(wanted);
  return isStaffPage === (role !== 'customer') || wanted === '/account' ? wanted : home;
}
