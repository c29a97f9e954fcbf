import { NOTIFICATION_CASES } from './cases/notifications';
import { runCases } from './register';

runCases('notifications', NOTIFICATION_CASES);
