/** How a case moves. Pure and safe in the browser. */
import type { CaseStatus } from '@/db/schema/cases';
import { defineStateTable } from '@/lib/kit/state-table';

export const CASE_EVENTS = ['decided'] as const;
export type CaseEvent = (typeof CASE_EVENTS)[number];

/** Decided by a person, or by what came about. The same question asked again is another case. */
export const caseStates = defineStateTable<CaseStatus, CaseEvent>(
  {
    OPEN: { decided: 'CLOSED' },
    CLOSED: {},
  },
  CASE_EVENTS,
);
