/**
 * What differs between the message at hand and the one that was signed: each difference with both sides, and the bytes around the
 * place where the bodies part.
 */
import clsx from 'clsx';
import { Card } from '@/components/ui/card';
import type { Examination, ShownDifference } from '@/lib/evidence/examination-view';
import { signatureLab } from '@/messages/en/signature-lab';
import { bytesText, capital, toldOf } from './examination-words';

const words = signatureLab.differs;

export function DifferenceList({ examination }: { readonly examination: Examination }) {
  const { differences, bodies, id } = examination;
  if (differences.length === 0) return null;
  return (
    <Card
      title={words.title}
      scope={words.scope(differences.length)}
      foot={bodies && id === null ? words.pasted : null}
    >
      <ol className="differs">
        {differences.map((difference) => {
          const { when, cause } = toldOf(difference, examination);
          return (
            <li key={`${difference.field} ${difference.change}`}>
              <h3>{words.fields[difference.field]}</h3>
              <p>
                {capital(when)}. <span className="quiet">{capital(cause)}.</span>
              </p>
              <Sides difference={difference} />
            </li>
          );
        })}
        {bodies && (
          <li>
            <h3>{words.place}</h3>
            <dl className="sides">
              <dt>{words.received}</dt>
              <dd>
                <Bytes window={bodies.received} />
              </dd>
              <dt>{words.signed}</dt>
              <dd>
                <Bytes window={bodies.signed} />
              </dd>
            </dl>
          </li>
        )}
      </ol>
    </Card>
  );
}

/** The two texts of a difference in the head; a body's are shown as bytes. */
function Sides({ difference }: { readonly difference: ShownDifference }) {
  if (!('received' in difference)) return null;
  return (
    <dl className="sides">
      <dt>{words.received}</dt>
      <dd className="id">{difference.received === '' ? <Empty /> : <Visible text={difference.received} />}</dd>
      <dt>{words.signed}</dt>
      <dd className="id">{difference.signed === '' ? <Empty /> : <Visible text={difference.signed} />}</dd>
    </dl>
  );
}

const Empty = () => <span className="faint">{words.empty}</span>;

/** Blanks at the ends, and the line end that some put behind a path. */
function Visible({ text }: { readonly text: string }) {
  const [, before = '', middle = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  return (
    <>
      {before !== '' && <i>{signs(before)}</i>}
      {middle}
      {after !== '' && <i>{signs(after)}</i>}
    </>
  );
}

const signs = (blanks: string) => blanks.replaceAll(' ', '␣').replaceAll('\r', '\\r').replaceAll('\n', '\\n');

type Window = NonNullable<Examination['bodies']>['received'];

function Bytes({ window }: { readonly window: Window }) {
  const { before, changed, after, more, from, length } = window;
  const count = (bytes: number) => bytes.toLocaleString('en');
  return (
    <>
      <span className="bytes">
        {[
          ...before.map((cell) => ({ ...cell, isChanged: false })),
          ...changed.map((cell) => ({ ...cell, isChanged: true })),
          ...after.map((cell) => ({ ...cell, isChanged: false })),
        ].map(({ hex, shown, isChanged }, place) => (
          // Bytes have no name but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={place} className={clsx('byte', isChanged && 'byte--changed')}>
            <span>{hex}</span>
            <span aria-hidden="true">{shown}</span>
          </span>
        ))}
        {changed.length === 0 && <span className="byte byte--gap" aria-hidden="true" />}
      </span>
      <span className="faint t12 block">
        {bytesText(length)}, {words.fromByte(count(from))}
        {more > 0 && `, ${words.andMore(count(more))}`}
      </span>
    </>
  );
}
