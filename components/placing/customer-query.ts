/**
 * The query keys and options of looking for a customer.
 */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { readJson } from '@/components/read-json';
import type { FoundCustomer } from '@/lib/customers/views';

/** The door finds nobody for less. */
export const TERM_MIN = 2;

export function customersQuery(term: string) {
  return queryOptions({
    queryKey: ['admin', 'customers', term],
    queryFn: ({ signal }) =>
      readJson<FoundCustomer[]>(`/api/admin/customers?term=${encodeURIComponent(term)}`, { signal }),
    enabled: term.length >= TERM_MIN,
    placeholderData: keepPreviousData,
  });
}

/** What a person is called here: by name, or by what else is known. */
export function customerText({ name, email, externalId, id }: FoundCustomer): string {
  return name ?? email ?? externalId ?? id;
}
