/** A browser came back with a state that is none of ours. Nothing happened, and the page says so. */
import type { Metadata } from 'next';
import { LinkButton } from '@/components/ui/link-button';
import { messages } from '@/messages';

const words = messages.elsewhere;

export const metadata: Metadata = { title: words.unknownTitle };

export default function UnknownReturnPage() {
  return (
    <main className="col" id="main">
      <header>
        <h1>{words.unknownTitle}</h1>
        <p className="quiet">{words.unknown}</p>
        <p className="quiet">{words.unknownRemedy}</p>
      </header>
      <div className="actions">
        <LinkButton href="/wallets" look="primary">
          {words.toWallets}
        </LinkButton>
      </div>
    </main>
  );
}
