import { runCases } from './register';

runCases('notifications');
