/**
 * The Context for server components: who looks at this page. Pages call views with it; they are no authority, the views
 * ask again.
 */
import { cookies, headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import type { Actor } from '@/lib/auth/actor';
import { isAllowed, type Action, type CustomerActor, type StaffActor } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { PATH_HEADER, signInPath } from './own-path';
import { webRuntime } from './runtime';
import { actorOf } from './visitor';

/** One look-up per request, however many parts of the page ask. */
const currentActor = cache(async (): Promise<Actor> => actorOf(webRuntime(), await headers()));

export async function pageContext(): Promise<Context> {
  // Asked first, so that a build never tries to render a page ahead of its request.
  await cookies();
  return webRuntime().contextFor(await currentActor());
}

/** For a customer's own pages. Others are sent to sign in; staff are told that this is not theirs. */
export async function requireCustomerPage(next: string): Promise<Context & { readonly actor: CustomerActor }> {
  const ctx = await pageContext();
  const { actor } = ctx;
  if (actor.kind === 'visitor') redirect(signInPath(next));
  if (actor.kind !== 'customer') redirect('/admin');
  return { ...ctx, actor };
}

/** For pages of the staff. A customer sees the same as at an address that does not exist for them. */
export async function requireStaffPage(
  action: Action,
  next?: string,
): Promise<Context & { readonly actor: StaffActor }> {
  const ctx = await pageContext();
  const { actor } = ctx;
  if (actor.kind === 'visitor') redirect(signInPath(next ?? (await currentPath())));
  if (actor.kind !== 'staff' || !isAllowed(actor, action)) notFound();
  return { ...ctx, actor };
}

async function currentPath(): Promise<string> {
  return (await headers()).get(PATH_HEADER) ?? '/admin';
}

/** For pages of a signed-in person of any kind. */
export async function requireAccountPage(
  next: string,
): Promise<Context & { readonly actor: CustomerActor | StaffActor }> {
  const ctx = await pageContext();
  const { actor } = ctx;
  if (actor.kind !== 'customer' && actor.kind !== 'staff') redirect(signInPath(next));
  return { ...ctx, actor };
}
