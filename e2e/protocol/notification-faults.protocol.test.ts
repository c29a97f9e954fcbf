import { runCases } from './register';

runCases('notification-faults');
