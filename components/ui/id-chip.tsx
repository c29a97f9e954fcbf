'use client';
/**
 * An id on its own page: shown short, copied whole on click, which is said politely.
 */
import { useEffect, useState } from 'react';
import { messages } from '@/messages';
import { Icon } from './icon';
import { shortId } from './short-id';

/** Long enough to be read, short enough to be ready for the next copy. */
const COPIED_SHOWN_MS = 2_000;

export function IdChip({ id }: { readonly id: string }) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  // Only secure pages have a clipboard; elsewhere the id can still be selected in the title.
  const copy = () => void navigator.clipboard?.writeText(id).then(() => setCopied(true));

  return (
    <button className="id" type="button" title={messages.shared.copy(id)} onClick={copy}>
      <span>{shortId(id)}</span>
      <span className="sr">{messages.shared.copyInFull}</span>
      <Icon name={copied ? 'check' : 'copy'} />
      <span className="sr" role="status">
        {copied ? messages.shared.copied : ''}
      </span>
    </button>
  );
}
