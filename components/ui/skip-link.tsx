/** The first stop of the keyboard on every page. */
import { messages } from '@/messages';

export function SkipLink() {
  return (
    <a className="skip" href="#main">
      {messages.shared.skipToContent}
    </a>
  );
}
