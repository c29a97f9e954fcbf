/**
 * The keys that we hold of both sides, and whether each verifies the signature.
 */
import { Card } from '@/components/ui/card';
import type { IconName } from '@/components/ui/icon';
import { StatusMark, type Tone } from '@/components/ui/status-mark';
import type { Examination, ShownKey } from '@/lib/evidence/examination-view';
import { signatureLab } from '@/messages/en/signature-lab';

const words = signatureLab.keys;

/** Enough of a digest to tell keys apart at a glance; the whole one is in the title. */
const SHOWN_LENGTH = 16;

const marks: Record<ShownKey['verifies'], { readonly tone: Tone; readonly shape?: IconName }> = {
  as_it_is: { tone: 'ok', shape: 'check' },
  changed: { tone: 'warn', shape: 'check' },
  other_text: { tone: 'bad' },
  no: { tone: 'off' },
};

export function HeldKeys({ keys }: { readonly keys: Examination['keys'] }) {
  return (
    <Card title={words.title} foot={<Foot />} bare>
      <table className="rows rows--two mt-3">
        <caption className="sr">{words.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.columns.key}</th>
            <th scope="col">{words.columns.verifies}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={`${key.owner} ${key.version}`}>
              <th scope="row">
                <span className="strong">
                  {words.owners[key.owner]} {key.version}
                </span>
                <span className="id faint" title={key.fingerprint}>
                  {key.fingerprint.slice(0, SHOWN_LENGTH)}
                </span>
              </th>
              <td>
                <StatusMark {...marks[key.verifies]}>{words.verdicts[key.verifies]}</StatusMark>
                {key.isNamed && <span className="faint t12">{words.named}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

const Foot = () => (
  <>
    {words.foot} <span className="id whitespace-normal">{words.command}</span>
  </>
);
