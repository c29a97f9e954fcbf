/** The shop, open to all. */
import { ProductList } from '@/components/orders/product-list';
import { listProducts } from '@/lib/orders/views';
import { pageContext } from '@/lib/web/page-context';
import { messages } from '@/messages';

const words = messages.customer.shop;

export const metadata = { title: words.title };

export default async function ShopPage() {
  const products = await listProducts(await pageContext());
  return (
    <main className="col col--wide" id="main">
      <header>
        <h1>{words.title}</h1>
        <p className="quiet">{words.lead}</p>
      </header>
      <ProductList products={products} />
    </main>
  );
}
