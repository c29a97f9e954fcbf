import { APPLY_TOKEN_CASES } from './cases/apply-token';
import { CONSULT_CASES } from './cases/consult';
import { REVOKE_CASES } from './cases/revoke';
import { runCases } from './register';

runCases('authorizations', [...CONSULT_CASES, ...APPLY_TOKEN_CASES, ...REVOKE_CASES]);
