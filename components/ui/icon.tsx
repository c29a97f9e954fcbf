/**
 * Small drawings on a 12 px grid, in the colour of the text beside them. They always stand next to a word, so a screen
 * reader is told nothing about them.
 */
import type { ReactNode } from 'react';

const thin = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.25,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;
const thick = { fill: 'none', stroke: 'currentColor', strokeWidth: 2, strokeLinecap: 'round' } as const;

const drawings = {
  // Shapes of a status: told apart without colour.
  ok: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  wait: (
    <>
      <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 1.75a4.25 4.25 0 0 1 0 8.5z" fill="currentColor" />
    </>
  ),
  bad: <path d="M2.25 2.25l7.5 7.5m0-7.5l-7.5 7.5" {...thick} />,
  off: <path d="M2 6h8" {...thick} />,
  clock: (
    <>
      <circle cx="6" cy="6" r="4.75" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 3.4V6l1.7 1.2" {...thin} strokeWidth="1.5" />
    </>
  ),
  case: <path d="M6 .6L11.4 6 6 11.4.6 6z" fill="currentColor" />,
  broken: (
    <path
      d="M7.6 1.9a4.4 4.4 0 0 1 2.5 2.5M10.1 7.6a4.4 4.4 0 0 1-6.6 2M1.9 7.6a4.4 4.4 0 0 1 2.5-5.7"
      {...thin}
      strokeWidth="1.75"
    />
  ),
  pause: <path d="M4 2v8M8 2v8" {...thick} />,
  todo: (
    <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.25" strokeDasharray="1.6 1.6" />
  ),
  // Signs of what happened and where a link leads.
  out: <path d="M2 6h8M6.8 2.8L10 6 6.8 9.2" {...thin} />,
  in: <path d="M10 6H2m3.2-3.2L2 6l3.2 3.2" {...thin} />,
  mail: <path d="M1.5 3h9v6.5h-9zM1.5 3.4L6 6.8l4.5-3.4" {...thin} />,
  ask: <path d="M4 4.2a2 2 0 1 1 2.6 1.9c-.4.15-.6.4-.6.9v.3M6 9.4v.2" {...thin} />,
  person: (
    <>
      <circle cx="6" cy="4" r="2.1" {...thin} />
      <path d="M2.2 10.4a3.8 3.8 0 0 1 7.6 0" {...thin} />
    </>
  ),
  plus: <path d="M6 2v8M2 6h8" {...thin} />,
  check: <path d="M2.2 6.4l2.6 2.6 5-5.8" {...thin} strokeWidth="1.5" />,
  copy: <path d="M4.25 4.25h6v6h-6zM2 7.75V2h5.75" {...thin} strokeWidth="1.1" />,
  right: <path d="M4.5 2.5L8 6 4.5 9.5" {...thin} />,
  close: <path d="M2.5 2.5l7 7m0-7l-7 7" {...thin} />,
  left: <path d="M7.5 2.5L4 6l3.5 3.5" {...thin} />,
  find: (
    <>
      <circle cx="5.2" cy="5.2" r="3.4" {...thin} strokeWidth="1.1" />
      <path d="M7.8 7.8l2.7 2.7" {...thin} strokeWidth="1.1" />
    </>
  ),
  menu: <path d="M1 3.5h10M1 8.5h10" {...thin} strokeWidth="1.1" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof drawings;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
      {drawings[name]}
    </svg>
  );
}
