/** The signature lab: a message that is pasted. */
import { LabHead } from '@/components/evidence/lab-head';
import { PasteForm } from '@/components/evidence/paste-form';
import { requireStaffPage } from '@/lib/web/page-context';
import { signatureLab as words } from '@/messages/en/signature-lab';

export const metadata = { title: `${words.paste}, ${words.title}` };

export default async function PasteMessagePage() {
  await requireStaffPage('signatures.examine', '/admin/signature-lab/paste');
  return (
    <main className="page" id="main">
      <LabHead current="paste" />
      <PasteForm />
    </main>
  );
}
