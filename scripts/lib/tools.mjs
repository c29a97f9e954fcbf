// Where the installed development tools lie, to be run by this very Node without a shell or npx in between.

import path from 'node:path';

import { projectRoot } from './paths.mjs';

const inModules = (...parts) => path.join(projectRoot, 'node_modules', ...parts);

export const next = inModules('next', 'dist', 'bin', 'next');
export const tsc = inModules('typescript', 'bin', 'tsc');
export const oxlint = inModules('oxlint', 'bin', 'oxlint');
export const prettier = inModules('prettier', 'bin', 'prettier.cjs');
export const vitest = inModules('vitest', 'vitest.mjs');
export const playwright = inModules('@playwright', 'test', 'cli.js');
