/**
 * The only place that knows next-auth. It makes and clears the session cookie; whether the session behind it lives is
 * always read from the database.
 *
 * next-auth is called through its request-and-response form with plain objects, so that route handlers stay Web-standard
 * and no framework is asked for cookies behind their back.
 */
import { createHash, randomBytes } from 'node:crypto';
import NextAuth, { type NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { sessionCookieName } from '@/lib/auth/session-cookie';
import { CUSTOMER_SESSION_S, readSession, type LiveSession } from '@/lib/auth/session';
import { isRefusal, type Refusal } from '@/lib/kit/errors';
import type { Runtime } from '@/lib/runtime';
import { readCookies } from '@/lib/web/cookies';

export interface Call {
  /** `session`, `csrf`, `callback/credentials` … as in next-auth's own addresses. */
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly body?: Readonly<Record<string, string>>;
  /** Signs in, where the call is one. A refusal comes back as `refused`. */
  readonly authorize?: () => Promise<LiveSession>;
}

export interface Answer {
  readonly status: number;
  readonly cookies: readonly string[];
  readonly body: unknown;
  readonly redirect: string | null;
  readonly refused: Refusal | null;
}

/** Its types ask for the framework's own request and response; what we pass are all the parts that it uses of them. */
const runNextAuth = NextAuth as unknown as (req: object, res: object, options: NextAuthOptions) => Promise<void>;

/** Runs one of next-auth's actions for a request. Throws what `authorize` threw, unless it is a refusal. */
export async function callNextAuth(runtime: Runtime, request: Request, call: Call): Promise<Answer> {
  const [action = '', provider] = call.action.split('/');
  const failure: { error?: unknown } = {};
  const options = optionsFor(runtime, async () => {
    try {
      return (await call.authorize?.()) ?? null;
    } catch (error) {
      failure.error = error;
      return null;
    }
  });
  const req = {
    method: call.method,
    query: { nextauth: provider ? [action, provider] : [action] },
    body: call.body,
    cookies: readCookies(request.headers.get('cookie')),
    headers: Object.fromEntries(request.headers),
  };
  const { response, read } = captureAnswer();
  await runNextAuth(req, response, options);
  if (failure.error !== undefined && !isRefusal(failure.error)) throw failure.error;
  return { ...read(), refused: isRefusal(failure.error) ? failure.error : null };
}

/**
 * The same, for our own doors: they have checked `Origin`, which is the stronger proof, so next-auth's token against
 * forged requests is made here instead of being fetched and carried by every form.
 */
export function callWithOwnToken(runtime: Runtime, request: Request, call: Call): Promise<Answer> {
  const csrfToken = randomBytes(32).toString('hex');
  const digest = createHash('sha256').update(`${csrfToken}${runtime.env.authSecret.reveal()}`).digest('hex');
  const headers = new Headers(request.headers);
  const others = headers.get('cookie');
  const own = `${csrfCookieName(isSecure(runtime))}=${encodeURIComponent(`${csrfToken}|${digest}`)}`;
  headers.set('cookie', others ? `${own}; ${others}` : own);
  const withToken = new Request(request.url, { headers });
  return callNextAuth(runtime, withToken, { ...call, body: { ...call.body, csrfToken } });
}

/** Adds next-auth's cookies to an answer of ours. */
export function withCookies(response: Response, answer: Answer): Response {
  for (const cookie of answer.cookies) response.headers.append('set-cookie', cookie);
  return response;
}

function isSecure(runtime: Runtime): boolean {
  return runtime.env.appUrl.protocol === 'https:';
}

function csrfCookieName(secure: boolean): string {
  return `${secure ? '__Host-' : ''}next-auth.csrf-token`;
}

function optionsFor(runtime: Runtime, authorize: () => Promise<LiveSession | null>): NextAuthOptions {
  const secure = isSecure(runtime);
  let live: LiveSession | null = null;
  return {
    secret: runtime.env.authSecret.reveal(),
    useSecureCookies: secure,
    // The row in our table ends earlier where it must; the cookie only has to last as long as the longest.
    session: { strategy: 'jwt', maxAge: CUSTOMER_SESSION_S },
    pages: { signIn: '/sign-in', signOut: '/account', error: '/sign-in' },
    cookies: {
      sessionToken: {
        name: sessionCookieName(secure),
        options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
      },
    },
    providers: [
      CredentialsProvider({
        name: 'E-mail and password',
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        async authorize() {
          const session = await authorize();
          return session && { id: session.userId, sid: session.sessionId };
        },
      }),
    ],
    callbacks: {
      // The cookie carries the session's id and nothing of the user.
      async jwt({ token, user }) {
        const sid = user ? (user as { sid?: unknown }).sid : token.sid;
        if (typeof sid !== 'string') throw new Error('a session cookie without a session');
        // Thrown for an ended session, since that is how next-auth is told to clear the cookie and answer {}.
        if (!user && (live = await readSession(runtime.db, sid)) === null) throw new Error('the session has ended');
        return { sid };
      },
      async session({ session }) {
        const user = live ? { name: live.name, email: live.email, role: live.role } : undefined;
        return { expires: session.expires, user };
      },
    },
    // Refused sign-ins are counted and answered by us; next-auth would print each as an error.
    logger: { error: () => undefined, warn: () => undefined, debug: () => undefined },
  };
}

/** A response for next-auth to write to, and what it wrote. */
function captureAnswer() {
  const headers = new Map<string, string | string[]>();
  let status = 200;
  let body: unknown = null;
  const response = {
    status(code: number) {
      status = code;
      return response;
    },
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader(name: string, value: string | string[]) {
      headers.set(name.toLowerCase(), value);
      return response;
    },
    json: (value: unknown) => void (body = value),
    send: (value: unknown) => void (body = value),
    end: () => undefined,
  };
  const read = (): Omit<Answer, 'refused'> => {
    const location = headers.get('location');
    const cookies = headers.get('set-cookie') ?? [];
    return {
      status,
      body,
      cookies: typeof cookies === 'string' ? [cookies] : cookies,
      redirect: typeof location === 'string' ? location : null,
    };
  };
  return { response, read };
}
