/** The head of the lab's own pages: what it is for, and the two ways to choose a message. */
import { Segments } from '@/components/ui/segments';
import { signatureLab as words } from '@/messages/en/signature-lab';

export function LabHead({ current }: { readonly current: 'pick' | 'paste' }) {
  return (
    <div className="page__head">
      <div className="grid gap-1">
        <h1>{words.title}</h1>
        <p className="quiet t13">
          {words.lead} {words.audited}
        </p>
      </div>
      <Segments
        label={words.modes}
        segments={[
          { text: words.pick, href: '/admin/signature-lab', current: current === 'pick' },
          { text: words.paste, href: '/admin/signature-lab/paste', current: current === 'paste' },
        ]}
      />
    </div>
  );
}
