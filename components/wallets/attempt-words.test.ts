/** Every way in which an attempt can fail is told to the customer, with what it means and what to do. */
import { expect, test } from 'vitest';
import { AUTHORIZATION_FAILURES } from '@/lib/wallets/move-authorization';
import { messages } from '@/messages';

test.each(AUTHORIZATION_FAILURES)('%s has a reason and a remedy', (failure) => {
  const reason = messages.customer.attempt.reasons[failure]?.('DANA');
  expect(reason?.title).toBeTruthy();
  expect(reason?.text).toBeTruthy();
  expect(reason?.remedy).toBeTruthy();
});
