/**
 * The string that is signed, letter for letter: line feeds and stray bytes visible, secrets hidden, with its length and its digest.
 */
import { Fragment } from 'react';
import { Card } from '@/components/ui/card';
import { Facts } from '@/components/ui/facts';
import type { Examination } from '@/lib/evidence/examination-view';
import { signatureLab } from '@/messages/en/signature-lab';
import { bytesText } from './examination-words';

const words = signatureLab.string;

export function SignedText({ examination }: { readonly examination: Examination }) {
  const { text, digest, receivedSha256 } = examination;
  return (
    <Card
      title={text.isSigned ? words.signed : words.should}
      scope={words.scope(bytesText(text.bytes), bytesText(text.bodyBytes))}
      foot={words.note}
    >
      {/* Long lines scroll sideways, which the keyboard must reach. */}
      <pre className="code code--wrap" tabIndex={0} role="region" aria-label={words.region}>
        POST {text.path === '' ? <Missing name={words.missingParts.path} /> : text.path}
        <i>\n</i>
        {'\n'}
        {text.clientId === '' ? <Missing name={words.missingParts.clientId} /> : text.clientId}.
        {text.time === '' ? <Missing name={words.missingParts.time} /> : text.time}.
        <Body text={text} hidden={words.hiddenBody(bytesText(text.bodyBytes))} />
      </pre>
      <div className="mt-4">
        <Facts
          small
          facts={[
            [words.sha, <Digest key="sha" hex={text.sha256} />],
            receivedSha256 !== text.sha256 && [words.shaReceived, <Digest key="at-hand" hex={receivedSha256} />],
            digest !== null && digest.hex !== text.sha256 && [words.shaMade, <Digest key="made" hex={digest.hex} />],
          ]}
        />
      </div>
    </Card>
  );
}

function Body({ text, hidden }: { readonly text: Examination['text']; readonly hidden: string }) {
  if (text.isBodyHidden) return <i>{hidden}</i>;
  if (text.bodyBytes === 0) return <i>{words.emptyBody}</i>;
  return (
    <>
      {text.body.map(({ kind, text: shown }, place) =>
        kind === 'text' ? (
          // Runs have no name but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <Fragment key={place}>{shown}</Fragment>
        ) : (
          // oxlint-disable-next-line react/no-array-index-key
          <i key={place}>{shown}</i>
        ),
      )}
      {text.cut && <i>{words.cut}</i>}
    </>
  );
}

function Missing({ name }: { readonly name: string }) {
  return <i>{words.missing(name)}</i>;
}

/** Wraps wherever it must: it is compared, not read. */
function Digest({ hex }: { readonly hex: string }) {
  return <span className="id break-all whitespace-normal">{hex}</span>;
}
