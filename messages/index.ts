/**
 * The one import for words. Each audience has its own catalogue; a second language is a second folder with the same shape.
 */
import { configuration } from './en/configuration';
import { customer } from './en/customer';
import { elsewhere } from './en/elsewhere';
import { shared } from './en/shared';
import { staff } from './en/staff';

export const messages = { configuration, customer, elsewhere, shared, staff } as const;
