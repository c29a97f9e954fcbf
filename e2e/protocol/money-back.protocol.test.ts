import { runCases } from './register';

runCases('money-back');
