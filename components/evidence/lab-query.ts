/**
 * What the signature lab sends, and how a refusal is read: it may name fields, and the form shows each beside its own.
 */
import { useMutation } from '@tanstack/react-query';
import type { Examination } from '@/lib/evidence/examination-view';
import type { ExamineInput } from '@/lib/evidence/input';
import { messages } from '@/messages';

export class LabProblem extends Error {
  override readonly name = 'LabProblem';

  constructor(
    readonly title: string,
    readonly detail: string,
    readonly fields: Readonly<Record<string, string>>,
  ) {
    super(title);
  }
}

/** Each examination is an act that is written down, so nothing repeats it by itself. */
export function useExamine() {
  return useMutation<Examination, LabProblem, ExamineInput>({ mutationFn: examine, retry: false });
}

/** @throws LabProblem */
async function examine(input: ExamineInput): Promise<Examination> {
  const response = await fetch('/api/admin/signature-lab', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(input),
  }).catch(() => null);
  const body: unknown = await response?.json().catch(() => null);
  if (response?.ok && body !== null) return body as Examination;
  throw problemOf(body);
}

function problemOf(body: unknown): LabProblem {
  const unreadable = new LabProblem(messages.shared.failed.title, messages.shared.requestFailed, {});
  if (typeof body !== 'object' || body === null) return unreadable;
  const { title, detail, fields } = body as { title?: unknown; detail?: unknown; fields?: Record<string, string> };
  if (typeof title !== 'string') return unreadable;
  return new LabProblem(title, typeof detail === 'string' ? detail : '', fields ?? {});
}
