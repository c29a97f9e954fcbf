import { runCases } from './register';

runCases('told');
