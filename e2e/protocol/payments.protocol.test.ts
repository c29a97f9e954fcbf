import { runCases } from './register';

runCases('payments');
