import { runCases } from './register';

runCases('authorizations');
