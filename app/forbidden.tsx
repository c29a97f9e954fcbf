/** Somebody we know, at a page that is not for their role. */
import { AlonePage } from '@/components/alone-page';
import { LinkButton } from '@/components/ui/link-button';
import { messages } from '@/messages';

const words = messages.shared.forbidden;

export const metadata = { title: words.title };

export default function Forbidden() {
  return (
    <AlonePage title={words.title} text={words.text}>
      <div className="actions">
        <LinkButton href="/">{words.home}</LinkButton>
      </div>
    </AlonePage>
  );
}
