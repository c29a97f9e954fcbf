'use client';
/**
 * Takes the browser on to the shop by itself, and leaves no page behind that would take it there again from the back button.
 */
import { useEffect } from 'react';
import { NoScriptRefresh } from '@/components/no-script-refresh';

export function GoOn({ to }: { readonly to: string }) {
  useEffect(() => window.location.replace(to), [to]);
  return <NoScriptRefresh to={to} />;
}
