/**
 * The one import for words. Each audience has its own catalogue; a second language is a second folder with the same shape.
 */
import { cases } from './en/cases';
import { configuration } from './en/configuration';
import { customer } from './en/customer';
import { dialogs } from './en/dialogs';
import { elsewhere } from './en/elsewhere';
import { linking } from './en/linking';
import { notifications } from './en/notifications';
import { placing } from './en/placing';
import { returns } from './en/returns';
import { settings } from './en/settings';
import { shared } from './en/shared';
import { staff } from './en/staff';
import { webhooks } from './en/webhooks';

export const messages = {
  cases,
  configuration,
  customer,
  dialogs,
  elsewhere,
  linking,
  notifications,
  placing,
  returns,
  settings,
  shared,
  staff,
  webhooks,
} as const;
