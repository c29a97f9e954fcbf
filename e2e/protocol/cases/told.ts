/**
 * Every result code of the document, dictated to the simulator: it must give each with the status that the document gives it,
 * properly signed, so that a merchant can be tried against all of them.
 */
import { expect } from 'vitest';
import { told, type ProtocolCase } from '../case';
import { API_CODES, APIS, GATEWAY_CODES, type Api, type CodeRule } from '../codes';
import { fresh } from '../ids';
import { harmlessMessage } from '../messages';
import { expectResult } from '../steps';

function caseOf(api: Api, { code, status }: CodeRule): ProtocolCase {
  return {
    title: `${api} answers ${code} when told to, with ${status}`,
    covers: [told(api, code)],
    needs: ['controls'],
    async run(protocol) {
      await protocol.controls.fault({ match: { api }, do: 'code', code });
      expectResult(await protocol.call(api, harmlessMessage(protocol, api)), code, status);
    },
  };
}

/** Of both tables, each code once; an API's own row counts. */
export function codesOf(api: Api): readonly CodeRule[] {
  const own = API_CODES[api];
  return [...GATEWAY_CODES.filter((row) => !own.some(({ code }) => code === row.code)), ...own];
}

const invented: readonly ProtocolCase[] = APIS.map((api) => ({
  title: `${api} answers a code that nobody knows, with the status it is told`,
  covers: [told(api, 'a code that is not in the document')],
  needs: ['controls'],
  async run(protocol) {
    for (const status of ['S', 'F', 'U'] as const) {
      const code = fresh('CODE').toUpperCase();
      await protocol.controls.clearFaults();
      await protocol.controls.fault({ match: { api }, do: 'code', code, status });
      expectResult(await protocol.call(api, harmlessMessage(protocol, api)), code, status);
    }
    expect(await protocol.controls.ledger()).toMatchObject({ payments: [] });
  },
}));

export const TOLD_CASES: readonly ProtocolCase[] = [
  ...APIS.flatMap((api) => codesOf(api).map((row) => caseOf(api, row))),
  ...invented,
];
