/** What a merchant's system may send about a customer of its own. */
import { expect, test } from 'vitest';
import { createCustomerInput } from './input';

function wrongIn(sent: unknown): unknown[] {
  const issues = createCustomerInput.safeParse(sent).error?.issues ?? [];
  return [...new Set(issues.map(({ path }) => path[0] ?? ''))];
}

test.each(['42', 'a', 'user:42', 'https://shop.example/customers/42', 'Lea Santos', 'สมชาย', 'x'.repeat(128)])(
  'the id %s is taken as it is',
  (externalId) => {
    expect(createCustomerInput.parse({ externalId })).toEqual({ externalId });
  },
);

test.each(['', ' ', ' a', 'a ', 'a  b', 'a\tb', 'a\nb', 'a\0b', 'a\u200Bb', 'a\u00A0b', '\ud800', 'x'.repeat(129), 42])(
  'the id %j is refused: it would look like another, or not be kept',
  (externalId) => {
    expect(wrongIn({ externalId })).toEqual(['externalId']);
  },
);

test('an address must be one, a name must hold something, and nothing else is taken', () => {
  const customer = { externalId: '42', email: 'lea@shop.example', name: ' Lea Santos ' };
  expect(createCustomerInput.parse(customer)).toEqual({ ...customer, name: 'Lea Santos' });
  expect(wrongIn({ ...customer, email: 'lea' })).toEqual(['email']);
  expect(wrongIn({ ...customer, email: `${'x'.repeat(250)}@shop.example` })).toEqual(['email']);
  expect(wrongIn({ ...customer, name: '  ' })).toEqual(['name']);
  expect(wrongIn({ ...customer, name: 'Lea\nSantos' })).toEqual(['name']);
  expect(wrongIn({ ...customer, role: 'owner' })).toEqual(['']);
  expect(wrongIn({})).toEqual(['externalId']);
});
