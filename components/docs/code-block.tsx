/** Text for a machine, with what it is above it. Longer than its room it scrolls, for the keyboard too. */
import { useId } from 'react';

interface CodeBlockProps {
  readonly title: string;
  readonly text: string;
}

export function CodeBlock({ title, text }: CodeBlockProps) {
  const titleId = useId();
  return (
    <div className="sample">
      <p className="sample__title" id={titleId}>
        {title}
      </p>
      <pre className="code" role="group" aria-labelledby={titleId} tabIndex={0}>
        {text}
      </pre>
    </div>
  );
}
