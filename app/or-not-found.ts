/**
 * A view that refuses because there is nothing, or nothing of this reader's, becomes the page that says so.
 */
import { notFound } from 'next/navigation';
import { isRefusal } from '@/lib/kit/errors';

export async function orNotFound<T>(view: Promise<T>): Promise<T> {
  try {
    return await view;
  } catch (error) {
    if (isRefusal(error) && error.code === 'not_found') notFound();
    throw error;
  }
}
