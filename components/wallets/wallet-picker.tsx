/**
 * The wallets that can be linked: the chosen region first, the others after it, or what a search found. Plain links and a
 * GET form, so that it works without script.
 */
import Link from 'next/link';
import { Icon } from '@/components/ui/icon';
import { LinkButton } from '@/components/ui/link-button';
import { brands, type Brand, type BrandEntry } from '@/lib/alipay/brands';
import { messages } from '@/messages';
import { WalletTile } from './wallet-tile';

const words = messages.customer.picker;

/** The customer's own picker; a link session has its own address for it. */
const OWN = '/wallets/link';

/** Where a customer is taken to be when nothing else is said. */
const FIRST_REGION = 'PH';

interface WalletPickerProps {
  readonly offered: readonly Brand[];
  readonly region: string | null;
  readonly query: string;
  /** One of our own paths to come back to. */
  readonly next: string | null;
  /** The picker's own address. */
  readonly at?: string;
}

export function WalletPicker({ offered, region, query, next, at = OWN }: WalletPickerProps) {
  const all = offered.map((brand) => brands[brand]);
  const countries = [...new Set(all.map(({ country }) => country))];
  const chosen = [region, FIRST_REGION].find((country) => country && countries.includes(country)) ?? countries[0] ?? '';
  const trimmed = query.trim();
  return (
    <>
      <SearchForm query={query} region={region} next={next} at={at} />
      {trimmed === '' ? (
        <ByRegion all={all} countries={countries} chosen={chosen} next={next} at={at} />
      ) : (
        <Found all={all} query={trimmed} region={region} next={next} at={at} />
      )}
    </>
  );
}

function SearchForm({ query, region, next, at }: Pick<WalletPickerProps, 'query' | 'region' | 'next' | 'at'>) {
  return (
    <form className="find" role="search" method="get" action={at}>
      <div className="search">
        <Icon name="find" />
        <label className="sr" htmlFor="q">
          {words.search}
        </label>
        <input
          className="input"
          id="q"
          name="q"
          type="search"
          placeholder={words.search}
          autoComplete="off"
          maxLength={60}
          defaultValue={query}
        />
      </div>
      {region && <input type="hidden" name="region" value={region} />}
      {next && <input type="hidden" name="next" value={next} />}
      <button className="btn" type="submit">
        {words.searchButton}
      </button>
    </form>
  );
}

interface ByRegionProps {
  readonly all: readonly BrandEntry[];
  readonly countries: readonly string[];
  readonly chosen: string;
  readonly next: string | null;
  readonly at: string;
}

function ByRegion({ all, countries, chosen, next, at }: ByRegionProps) {
  const here = all.filter(({ country }) => country === chosen);
  const elsewhere = all.filter(({ country }) => country !== chosen);
  return (
    <>
      <section aria-labelledby="here">
        <div className="region">
          <h2 id="here">{regionName(chosen)}</h2>
        </div>
        <WalletList wallets={here} next={next} at={at} />
        {countries.length > 1 && <Regions countries={countries} chosen={chosen} next={next} at={at} />}
      </section>
      {elsewhere.length > 0 && (
        <section aria-labelledby="elsewhere">
          <div className="region">
            <h2 id="elsewhere">{words.otherRegions}</h2>
          </div>
          <WalletList wallets={elsewhere} next={next} at={at} named />
        </section>
      )}
    </>
  );
}

function Regions({ countries, chosen, next, at }: Omit<ByRegionProps, 'all'>) {
  return (
    <details className="mt-3">
      <summary>{words.changeRegion}</summary>
      <nav className="chips mt-2" aria-label={words.regionNav}>
        {countries.map((country) => (
          <Link
            key={country}
            className="chip"
            href={pickerAddress({ region: country, next, at })}
            prefetch={false}
            aria-current={country === chosen ? 'true' : undefined}
          >
            {regionName(country)}
          </Link>
        ))}
      </nav>
    </details>
  );
}

interface FoundProps {
  readonly all: readonly BrandEntry[];
  readonly query: string;
  readonly region: string | null;
  readonly next: string | null;
  readonly at: string;
}

function Found({ all, query, region, next, at }: FoundProps) {
  const wanted = query.toLocaleLowerCase('en');
  const found = all.filter(({ officialName, code }) =>
    [officialName, code].some((name) => name.toLocaleLowerCase('en').includes(wanted)),
  );
  const showAll = pickerAddress({ region, next, at });
  if (found.length === 0) {
    return (
      <div className="card">
        <div className="empty">
          <h2>{words.noneTitle(query)}</h2>
          <p>{words.noneText}</p>
          <LinkButton href={showAll}>{words.showAll}</LinkButton>
        </div>
      </div>
    );
  }
  return (
    <section aria-labelledby="found">
      <div className="region">
        <h2 id="found">{words.found(found.length, query)}</h2>
        <Link className="t14" href={showAll} prefetch={false}>
          {words.showAll}
        </Link>
      </div>
      <WalletList wallets={found} next={next} at={at} named />
    </section>
  );
}

interface WalletListProps {
  readonly wallets: readonly BrandEntry[];
  readonly next: string | null;
  readonly at: string;
  /** Says the region in the hint. */
  readonly named?: boolean;
}

function WalletList({ wallets, next, at, named = false }: WalletListProps) {
  return (
    <ul className="list">
      {wallets.map((wallet) => (
        <li key={wallet.code} className="pick">
          <WalletTile brand={wallet.code} size="large" />
          <div>
            <ConsentLink wallet={wallet} next={next} at={at} />
            <p id={`hint-${wallet.code}`}>
              {named && `${regionName(wallet.country)}. `}
              {hintFor(wallet)}
            </p>
          </div>
          <Icon name="right" />
        </li>
      ))}
    </ul>
  );
}

/**
 * A link session's first page keeps its address to itself, by a referrer policy that lasts as long as the document; the consent's
 * form needs another one, and so another document.
 */
function ConsentLink({ wallet, next, at }: { readonly wallet: BrandEntry } & Pick<WalletListProps, 'next' | 'at'>) {
  const href = consentAddress(wallet.code, next, at);
  const hint = `hint-${wallet.code}`;
  if (at !== OWN) {
    return (
      <a href={href} aria-describedby={hint}>
        {wallet.officialName}
      </a>
    );
  }
  return (
    <Link href={href} prefetch={false} aria-describedby={hint}>
      {wallet.officialName}
    </Link>
  );
}

function hintFor(wallet: BrandEntry): string {
  const { page } = wallet.linking.WEB;
  if (page === 'qr') return words.phone;
  if (page === 'login') return words.login(wallet.officialName);
  return words.paysIn(messages.shared.currencies[wallet.currency] ?? wallet.currency);
}

function regionName(country: string): string {
  return messages.shared.regions[country] ?? country;
}

/** The picker, coming back to the same place afterwards. */
export function pickerNext(next: string | null): string {
  return pickerAddress({ region: null, next, at: OWN });
}

interface PickerQuery {
  readonly region: string | null;
  readonly next: string | null;
  readonly at: string;
}

function pickerAddress(query: PickerQuery): string {
  const search = new URLSearchParams();
  if (query.region) search.set('region', query.region);
  if (query.next) search.set('next', query.next);
  return search.size === 0 ? query.at : `${query.at}?${search}`;
}

export function consentAddress(brand: Brand, next: string | null, at = OWN): string {
  const path = `${at}/${brand}`;
  return next === null ? path : `${path}?${new URLSearchParams({ next })}`;
}
