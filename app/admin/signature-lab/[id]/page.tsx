/** The signature lab: one kept message. Opening the page examines it, which is written down by the door, not by the page. */
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { KeptExamination } from '@/components/evidence/kept-examination';
import { KeptFacts } from '@/components/evidence/kept-facts';
import { examinationAddress, messageName } from '@/components/evidence/row-verdict';
import { BackLink } from '@/components/ui/back-link';
import { IdChip } from '@/components/ui/id-chip';
import { Segments } from '@/components/ui/segments';
import { readEvidence } from '@/lib/evidence/views';
import { requireStaffPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { signatureLab as words } from '@/messages/en/signature-lab';

interface KeptMessagePageProps {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<Query>;
}

const rowOf = cache(async (id: string) => {
  const ctx = await requireStaffPage('signatures.examine', `/admin/signature-lab/${id}`);
  return (await readEvidence(ctx, id)) ?? notFound();
});

export async function generateMetadata({ params }: KeptMessagePageProps): Promise<Metadata> {
  return { title: `${messageName(await rowOf((await params).id))}, ${words.title}` };
}

export default async function KeptMessagePage({ params, searchParams }: KeptMessagePageProps) {
  const found = await rowOf((await params).id);
  const wantsRequest = found.kind === 'call' && firstOf((await searchParams).part) === 'request';
  const row = wantsRequest ? ({ ...found, direction: 'request' } as const) : found;
  const direction = row.direction ?? 'notification';
  return (
    <main className="page" id="main">
      <div className="grid gap-1">
        <BackLink href="/admin/signature-lab">{words.back}</BackLink>
        <div className="split split--wrap">
          <div className="cluster">
            <h1 className="page-title">{messageName(row)}</h1>
            <IdChip id={row.id} />
          </div>
          {found.kind === 'call' && found.direction === 'response' && (
            <Segments
              label={words.parts}
              segments={(['request', 'response'] as const).map((one) => ({
                text: words.partNames[one],
                href: examinationAddress(row.id, one),
                current: direction === one,
              }))}
            />
          )}
        </div>
      </div>
      <KeptExamination key={`${row.id} ${direction}`} id={row.id} direction={direction}>
        <KeptFacts row={row} />
      </KeptExamination>
    </main>
  );
}
