import { runCases } from './register';

runCases('headers');
