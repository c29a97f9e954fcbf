/**
 * The shop's shelf: products by the currency they are paid in, because that decides which wallet can pay.
 */
import { Amount } from '@/components/ui/amount';
import { Empty } from '@/components/ui/empty';
import { LinkButton } from '@/components/ui/link-button';
import type { ProductView } from '@/lib/orders/views';
import { messages } from '@/messages';

const words = messages.customer.shop;

export function ProductList({ products }: { readonly products: readonly ProductView[] }) {
  if (products.length === 0) return <Empty title={words.emptyTitle} text={words.emptyText} />;
  const currencies = [...new Set(products.map(({ price }) => price.currency))];
  return currencies.map((currency) => (
    <section key={currency} aria-labelledby={`in-${currency}`}>
      <div className="region">
        <h2 id={`in-${currency}`}>{words.paidIn(messages.shared.currencies[currency] ?? currency)}</h2>
      </div>
      <ul className="list">
        {products
          .filter(({ price }) => price.currency === currency)
          .map((product) => (
            <li key={product.id} className="product">
              <div className="min-w-0">
                <h3 className="strong">{product.name}</h3>
                <p>{product.description}</p>
              </div>
              <span className="product__price num">
                <Amount amount={product.price} />
              </span>
              <LinkButton small href={`/buy/${product.id}`} aria-label={words.buyProduct(product.name)}>
                {words.buy}
              </LinkButton>
            </li>
          ))}
      </ul>
    </section>
  ));
}
