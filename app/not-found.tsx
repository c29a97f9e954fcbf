/** Nothing at this address, or nothing that this reader may know of. */
import { AlonePage } from '@/components/alone-page';
import { LinkButton } from '@/components/ui/link-button';
import { messages } from '@/messages';

const words = messages.shared.notFound;

export const metadata = { title: words.title };

export default function NotFound() {
  return (
    <AlonePage title={words.title} text={words.text}>
      <div className="actions">
        <LinkButton href="/">{words.home}</LinkButton>
      </div>
    </AlonePage>
  );
}
