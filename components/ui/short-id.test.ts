import { expect, test } from 'vitest';
import { shortId } from './short-id';

test('an id keeps its prefix and its last four letters', () => {
  expect(shortId('ord_01JD8QZ4T6V9XKE3M0HNFA7K2M')).toBe('ord_01JD…7K2M');
});

test('an id of Alipay, which has no prefix, keeps both ends', () => {
  expect(shortId('20261124194010800100188870718')).toBe('20261124…0718');
});

test('a short id stays whole', () => {
  expect(shortId('SB-20418')).toBe('SB-20418');
});
