/** Where a message can be copied from, while there is no result to show. */
import { Card } from '@/components/ui/card';
import { signatureLab } from '@/messages/en/signature-lab';

const words = signatureLab.howTo;

export function HowToCopy() {
  return (
    <Card title={words.title} foot={words.note}>
      <ul className="grid gap-2 quiet">
        {words.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </Card>
  );
}
