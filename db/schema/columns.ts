/**
 * The column kinds that every table shares: identifiers, moments, money.
 */
import { bigint, text, timestamp } from 'drizzle-orm/pg-core';
import type { Id, IdPrefix } from '../../lib/kit/ids';

export const id = <P extends IdPrefix>() => text().$type<Id<P>>();
/** A moment, stored in UTC, exact to the millisecond. */
export const moment = () => timestamp({ withTimezone: true, precision: 3, mode: 'date' });
/** Whole minor units of the row's currency. */
export const minorUnits = () => bigint({ mode: 'bigint' });
/** ISO 4217, three letters. */
export const currencyCode = () => text();
/** Sealed by lib/kit/seal. */
export const sealed = () => text();
