/**
 * Gives every page its content policy with a fresh nonce. Nothing else: who may see a page is the page's and the verbs'
 * business. Addresses under /api/ have their own headers and are left alone, as a proxy would buffer their bodies.
 */
import { NextResponse, type NextRequest } from 'next/server';
import { PATH_HEADER } from '@/lib/web/own-path';
import { contentSecurityPolicy, pageHeaders } from '@/lib/web/security-headers';

const NONCE_BYTES = 16;

export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(NONCE_BYTES))).toString('base64');
  // Next.js replaces this word when it builds; it is no variable of ours.
  const development = process.env.NODE_ENV === 'development';
  const headers = new Headers(request.headers);
  // Next.js takes the nonce for its own scripts from here, pages take it from the shorter one.
  headers.set('content-security-policy', contentSecurityPolicy({ nonce, development }));
  headers.set('x-nonce', nonce);
  // A layout does not know its page's address; it needs it to lead back there after a sign-in.
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  const path = request.nextUrl.pathname;
  for (const [name, value] of Object.entries(pageHeaders({ nonce, path, development }))) {
    response.headers.set(name, value);
  }
  return response;
}

export const config = {
  matcher: ['/((?!api/|_next/static/|_next/image|(?:favicon\\.ico|icon\\.svg|robots\\.txt)$).*)'],
};
