/** One case, and what may be done with it. */
import type { Metadata } from 'next';
import { cache } from 'react';
import { orNotFound } from '@/app/or-not-found';
import { CasePanel } from '@/components/cases/case-panel';
import { readCasePage } from '@/lib/refunds/case-page';
import { requireStaffPage } from '@/lib/web/page-context';
import { messages } from '@/messages';

const words = messages.cases;

interface CasePageProps {
  readonly params: Promise<{ readonly id: string }>;
}

const caseOf = cache(async (id: string) => {
  const ctx = await requireStaffPage('cases.read', `/admin/cases/${id}`);
  return orNotFound(readCasePage(ctx, id));
});

export async function generateMetadata({ params }: CasePageProps): Promise<Metadata> {
  const { kind } = await caseOf((await params).id);
  return { title: words.documentTitle(words.kinds[kind].name) };
}

export default async function CasePage({ params }: CasePageProps) {
  const found = await caseOf((await params).id);
  return (
    <main className="page" id="main">
      <CasePanel case={found} />
    </main>
  );
}
