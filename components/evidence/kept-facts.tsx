/** What is known of a kept message beside its signature. */
import { Card } from '@/components/ui/card';
import { Facts } from '@/components/ui/facts';
import { IdChip } from '@/components/ui/id-chip';
import { Time } from '@/components/ui/time';
import type { EvidenceRow } from '@/lib/evidence/views';
import { signatureLab as words } from '@/messages/en/signature-lab';
import { RowVerdict } from './row-verdict';

export function KeptFacts({ row }: { readonly row: EvidenceRow }) {
  return (
    <Card title={words.theMessage}>
      <Facts
        facts={[
          [
            row.kind === 'call' ? words.answerRecorded : words.recorded,
            <RowVerdict key="verdict" verdict={row.verdict} />,
          ],
          [words.at, <Time key="at" at={row.at} form="full" named />],
          row.subject !== null && [words.about, <IdChip key="about" id={row.subject} />],
          row.resultCode !== null && [
            words.resultCode,
            <span key="code" className="id break-all whitespace-normal">
              {row.resultCode}
            </span>,
          ],
        ]}
      />
    </Card>
  );
}
