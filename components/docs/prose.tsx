/** A sentence in which words between backticks are code. */
import { Fragment } from 'react';

export function Prose({ text }: { readonly text: string }) {
  return text
    .split('`')
    .map((part, place) =>
      place % 2 === 1 ? <code key={place}>{part}</code> : <Fragment key={place}>{part}</Fragment>,
    );
}
