import { AMOUNT_CASES } from './cases/amounts';
import { EXPIRY_CASES } from './cases/expiry';
import { INQUIRY_PAYMENT_CASES } from './cases/inquiry-payment';
import { PAY_CASES } from './cases/pay';
import { runCases } from './register';

runCases('payments', [...PAY_CASES, ...AMOUNT_CASES, ...EXPIRY_CASES, ...INQUIRY_PAYMENT_CASES]);
