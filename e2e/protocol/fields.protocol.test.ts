import { runCases } from './register';

runCases('fields');
