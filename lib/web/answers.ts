/**
 * The answers a door gives: JSON, a redirect after a form, and refusals in the form the asker can read (RFC 9457 for
 * programs, a small page of HTML for a browser without script).
 */
import { randomBytes } from 'node:crypto';
import type { Refusal } from '@/lib/kit/errors';

export function json(value: unknown, init: { status?: number; headers?: Record<string, string> } = {}): Response {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...init.headers };
  return new Response(JSON.stringify(value), { status: init.status ?? 200, headers });
}

/** After a form: the browser goes on with GET. A path of ours is relative, so that no host header can lead elsewhere. */
export function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { location: path } });
}

export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** Leads from what a person reads to the line in the log. */
  readonly reference?: string;
}

export function problemOf(refusal: Refusal): Problem {
  const { code, status, title, sentence, fields } = refusal;
  return { code, status, title, detail: sentence, ...(Object.keys(fields).length > 0 && { fields }) };
}

export function bugProblem(reference: string): Problem {
  const detail = 'Something went wrong on our side. Try again; if it happens again, name the reference.';
  return { code: 'internal', status: 500, title: 'Something went wrong', detail, reference };
}

/** `type` is a stable name; it is no address to fetch. */
export function problemJson(problem: Problem): Response {
  const { code, ...rest } = problem;
  return new Response(JSON.stringify({ type: `urn:mandate:problem:${code}`, ...rest }), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json' },
  });
}

/** A refusal for a program, with what HTTP itself says about it. */
export function refusalJson(refusal: Refusal): Response {
  const response = problemJson(problemOf(refusal));
  if (refusal.status === 401) response.headers.set('www-authenticate', 'Bearer realm="api"');
  // The other one is answered within moments, or its holder is dead and the key is free.
  if (refusal.code === 'idempotency_key_in_flight') response.headers.set('retry-after', '1');
  return response;
}

/** @param back where the link leads: a path of ours */
export function problemPage(problem: Problem, back: string): Response {
  const nonce = randomBytes(16).toString('base64');
  const reference = problem.reference ? `<p class="ref">Reference ${escape(problem.reference)}</p>` : '';
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(problem.title)}</title>
<style nonce="${nonce}">${STYLE}</style></head>
<body><main><h1>${escape(problem.title)}</h1><p>${escape(problem.detail)}</p>${reference}
<p><a href="${escape(back)}">Go back</a></p></main></body></html>`;
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`;
  return new Response(html, {
    status: problem.status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
  });
}

/** The sheet's colours and sizes, said again because this page must stand alone. */
const STYLE = `:root{color-scheme:light dark}body{margin:0;background:#faf9f7;color:#1b1a17;font:16px/24px system-ui,sans-serif}
main{max-width:448px;margin:48px auto;padding:0 16px}h1{font:600 28px/36px system-ui,sans-serif;margin:0 0 12px}
p{margin:0 0 16px}.ref{color:#6b6961;font:13px/20px monospace}a{color:#2445c5}
@media (prefers-color-scheme:dark){body{background:#121210;color:#efede7}a{color:#a3b6ff}.ref{color:#9a988e}}`;

function escape(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (sign) => signs[sign]!);
}
