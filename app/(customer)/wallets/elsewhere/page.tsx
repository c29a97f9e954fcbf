/**
 * A browser brought a code for an attempt that began in another one: the usual case after an app's own browser, and also
 * what a stranger's link looks like. So it asks.
 */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { NoScriptRefresh } from '@/components/no-script-refresh';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { StatusMark } from '@/components/ui/status-mark';
import { brands } from '@/lib/alipay/brands';
import { assertNever } from '@/lib/kit/assert-never';
import { isRefusal } from '@/lib/kit/errors';
import { readElsewhere, type ElsewhereView } from '@/lib/wallets/views';
import { elsewhereStateOf } from '@/lib/web/link-cookies';
import { pageContext } from '@/lib/web/page-context';
import { messages } from '@/messages';

const words = messages.elsewhere;

export const metadata: Metadata = { title: words.askTitle };

export default async function ElsewherePage() {
  const ctx = await pageContext();
  const authState = elsewhereStateOf((await headers()).get('cookie'), ctx.settings.appUrl);
  const view = await readElsewhere(ctx, authState).catch((error: unknown) => {
    if (isRefusal(error)) redirect('/wallets/unknown-return');
    throw error;
  });
  return (
    <main className="col" id="main">
      <Elsewhere view={view} name={brands[view.brand].officialName} />
    </main>
  );
}

function Elsewhere({ view, name }: { readonly view: ElsewhereView; readonly name: string }) {
  switch (view.state) {
    case 'ask':
      return <Ask view={view} name={name} />;
    case 'going_on':
      return (
        <header>
          <StatusMark tone="wait" pill>
            {messages.customer.attempt.checking}
          </StatusMark>
          <h1 className="mt-2">{words.goingOnTitle(name)}</h1>
          <p className="quiet">{words.goingOn}</p>
          <NoScriptRefresh />
        </header>
      );
    case 'linked':
      return (
        <header>
          <h1>{words.linkedTitle(name)}</h1>
          <p className="quiet">{words.linked(view.begunBy)}</p>
          <p className="quiet">{words.linkedRemedy(name)}</p>
        </header>
      );
    case 'over':
      return (
        <>
          <header>
            <h1>{words.overTitle}</h1>
            <p className="quiet">{words.over}</p>
          </header>
          <div className="actions">
            <LinkButton href="/">{words.toShop}</LinkButton>
          </div>
        </>
      );
    default:
      return assertNever(view.state);
  }
}

function Ask({ view, name }: { readonly view: ElsewhereView; readonly name: string }) {
  return (
    <>
      <header>
        <h1>{words.askTitle}</h1>
        <p className="quiet">{words.ask(name, view.begunBy)}</p>
        <p className="quiet">{words.askRemedy}</p>
      </header>
      <form method="post" action="/api/me/elsewhere" className="actions">
        <Button look="primary" wide type="submit" name="answer" value="yes">
          {words.yes}
        </Button>
        <Button wide type="submit" name="answer" value="no">
          {words.no}
        </Button>
      </form>
    </>
  );
}
