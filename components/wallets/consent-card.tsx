/**
 * What a customer agrees to: who may debit, what, when, how to stop it, and what is kept from the merchant.
 */
import { Facts } from '@/components/ui/facts';
import { Tile } from '@/components/ui/tile';
import { brands, type Brand, type LinkingPage } from '@/lib/alipay/brands';
import { messages } from '@/messages';
import { WalletTile } from './wallet-tile';

const words = messages.customer.consent;

interface ConsentCardProps {
  readonly merchant: string;
  readonly brand: Brand;
  readonly facts: {
    readonly what: string;
    readonly when: string;
    /** Whose wallet it will be, where nobody has signed in. */
    readonly whose?: string;
  };
}

export function ConsentCard({ merchant, brand, facts }: ConsentCardProps) {
  const { officialName } = brands[brand];
  return (
    <div className="card">
      <div className="card__body stack">
        <div className="pair" aria-hidden="true">
          <Tile initial={merchant.charAt(0)} size="large" />
          <i />
          <WalletTile brand={brand} size="large" />
        </div>
        <Facts
          facts={[
            [words.who, merchant],
            facts.whose !== undefined && [words.whose, facts.whose],
            [words.what, facts.what],
            [words.when, facts.when],
            [words.stop, words.stopValue(officialName)],
            [words.kept, words.keptValue(officialName)],
          ]}
        />
      </div>
    </div>
  );
}

/** What the button leads to. */
export function ConsentNext({ brand }: { readonly brand: Brand }) {
  const { officialName, linking } = brands[brand];
  return <p className="footnote">{nextWords(linking.WEB.page)(officialName)}</p>;
}

function nextWords(page: LinkingPage): (wallet: string) => string {
  if (page === 'qr') return words.nextPhone;
  return page === 'login' ? words.nextLogin : words.nextEither;
}
