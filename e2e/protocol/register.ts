/** Hands cases to the test runner: one gateway for a file, and a clean world around whoever turns its switches. */
import { afterAll, beforeAll, describe, test } from 'vitest';
import { CASES, type CaseFile } from './cases/all';
import { openProtocol, type Protocol } from './protocol';

/** A simulator must be bundled and started first. */
const START_MS = 60_000;

export function runCases(file: CaseFile): void {
  describe(`a gateway's ${file}`, () => {
    let protocol: Protocol;
    beforeAll(async () => {
      protocol = await openProtocol(process.env);
    }, START_MS);
    afterAll(() => protocol?.close());

    for (const one of CASES[file]) {
      test(one.title, async ({ skip }) => {
        const reason = protocol.whyNot(one);
        if (reason !== null) skip(reason);
        await protocol.prepareFor(one);
        await one.run(protocol);
      });
    }
  });
}
