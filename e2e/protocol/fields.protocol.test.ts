import { APIS } from './codes';
import { fieldCases } from './fields/generate';
import { runCases } from './register';

runCases('the fields of every message', APIS.flatMap(fieldCases));
