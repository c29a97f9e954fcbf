/**
 * A place whose changes are read aloud when the reader pauses. It must be there before the change, so it is never
 * rendered conditionally.
 */
import type { ReactNode } from 'react';

export function LiveRegion({ children }: { readonly children: ReactNode }) {
  return (
    <div className="sr" role="status" aria-live="polite">
      {children}
    </div>
  );
}
