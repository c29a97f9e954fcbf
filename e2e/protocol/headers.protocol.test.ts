import { HEADER_CASES } from './cases/headers';
import { runCases } from './register';

runCases('headers and signature', HEADER_CASES);
