import { runCases } from './register';

runCases('faults');
